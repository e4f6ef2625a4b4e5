package shop

open class Tax {
    open fun add(count: Int) = count
}

class Special(count: Int) : Base(count) {
    override fun run() = Order.of(2).total()
    fun go() = Order(3).total()
}
