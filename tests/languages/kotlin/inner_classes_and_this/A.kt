package a

class Outer {
    fun grow() {}

    inner class Inner {
        fun grow() {}
        fun run() {
            this.grow()
            this@Outer.grow()
            shrink()
        }
    }

    class Nested {
        fun go() = Inner2()
        class Inner2
    }

    fun shrink() = Inner().run()
}

fun use() {
    Outer.Nested().go()
    Outer.Nested.Inner2()
}
