package b

import a.Key
import a.Shape

fun use() {
    Shape.square().twin()
    Shape.Companion.square()
    Key.create().again()
    Key.Factory.name()
}
