package shop

fun make() = Cart()
