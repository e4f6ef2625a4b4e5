package a

open class Base {
    fun ready() {}
}

class Sub : Base() {
    fun go() {}
}

class Other

fun <T : Base> T.with(): T {
    ready()
    return this
}

fun <T> T.anyhow(): T = this

fun use(other: Other) {
    Sub().with().go()
    other.with()
    Sub().anyhow().go()
}
