package a

class Sink {
    fun write(text: String) {}
    fun write(count: Int) {}
    fun write(bytes: ByteArray, from: Int = 0, to: Int = 9) {}
    fun write(vararg parts: Part) {}
}

class Part

fun send(value: Long) {}

fun use(sink: Sink, parts: Array<Part>, bytes: ByteArray, count: Int) {
    sink.write("x")
    sink.write(1)
    sink.write(bytes)
    sink.write(bytes, to = 3)
    sink.write(Part(), Part())
    sink.write(*parts)
    send(1)
    send(count)
}
