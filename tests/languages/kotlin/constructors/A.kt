package a

open class Base(val name: String, val count: Int = 1) {
    constructor() : this("none")

    init {
        check(name)
    }

    fun check(text: String) {}
}

class Sub(text: String) : Base(text, size(text))

class Other : Base {
    constructor(count: Int) : super("x", count) {
        check("y")
    }
}

class Plain

class Below : Bare()

open class Bare : Base("z")

fun size(text: String) = 1

fun use() {
    Base("a", 2)
    Base()
    Sub("b")
    Plain()
}
