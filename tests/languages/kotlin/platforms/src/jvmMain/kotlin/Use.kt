package a

fun use() = Clock().now()
