package a

fun outer(depth: Int): Int {
    fun inner(at: Int): Int = if (at > depth) at else inner(at + 1)
    val later = fun(x: Int): Int { return inner(x) }
    return later(1) + inner(0)
}

fun inner(at: Int) = at
