package a

class Shape private constructor(val edges: Int) {
    companion object {
        const val MOST = 9
        fun square() = Shape(4)
    }

    fun twin() = square()
}

interface Named {
    fun name(): String
}

class Key {
    companion object Factory : Named {
        override fun name() = "key"
        fun create() = Key()
    }

    fun again() = create()
}
