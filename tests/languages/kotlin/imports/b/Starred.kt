package b.c

import a.*

fun starred(text: String) {
    Part().run()
    help()
    text.trim()
}
