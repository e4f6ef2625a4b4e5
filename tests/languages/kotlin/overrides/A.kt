package a

interface Shape {
    fun area(): Int
    fun name() = "shape"
}

abstract class Base {
    abstract fun area(): Int
    open fun close() {}
    fun fixed() {}
}

class Square : Base(), Shape {
    override fun area() = 4
    override fun close() = super.close()
    fun fixed(times: Int) {}
}
