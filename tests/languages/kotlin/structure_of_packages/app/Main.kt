package app

import shop.make

fun main() {
    make().add("x")
}
