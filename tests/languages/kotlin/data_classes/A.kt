package a

data class Point(val x: Int, val y: Int) {
    fun length() = x + y
}

fun use() {
    val point = Point(1, 2)
    point.copy(x = 3).length()
    val (x, y) = point
    x.length()
}
