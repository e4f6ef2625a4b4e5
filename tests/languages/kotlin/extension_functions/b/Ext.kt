package b

import a.Bag
import a.Box

fun Box.opened(): Box {
    own()
    this.own()
    return this
}

fun Bag.opened() {}

fun Box.own() {}

fun String.shout() = 1
