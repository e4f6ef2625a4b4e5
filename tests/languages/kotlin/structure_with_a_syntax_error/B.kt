package a

fun use() = good()
