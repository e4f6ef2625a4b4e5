package c

import a.Bag
import a.Box
import b.opened

fun use(box: Box, bag: Bag) {
    box.opened().opened()
    bag.opened()
    box.own()
    "x".shout()
    7.opened()
}
