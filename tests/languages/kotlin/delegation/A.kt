package a

interface Log {
    fun line(text: String)
}

class Real : Log {
    override fun line(text: String) {}
}

class Loud(private val log: Log) : Log by log {
    val lazily by lazy { Real() }
    fun shout() {
        line("!")
        lazily.line("?")
    }
}

class Found : Log by Real() {
    fun go() = line("x")
}

class Holder {
    operator fun getValue(owner: Any?, property: Any?): Real = Real()
}

val held by Holder()

fun use() = held.line("x")
