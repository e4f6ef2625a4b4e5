package a

open class Maker {
    open fun make(name: String = "x", size: Int = 1, then: () -> Unit = {}): Thing = Thing()
}

class Better : Maker() {
    override fun make(name: String, size: Int, then: () -> Unit) = Thing()
}

class Thing {
    fun use() {}
}

fun done() {}

fun use(maker: Maker, better: Better) {
    maker.make(size = 2).use()
    maker.make { done() }.use()
    better.make("y").use()
}
