package a

class Part {
    fun run() {}
}

fun help() {}

object Tools {
    fun fix() {}
}
