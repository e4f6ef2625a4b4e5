package b

import a.Part as Piece
import a.help as aid
import a.Tools.fix

fun named() {
    Piece().run()
    aid()
    fix()
}
