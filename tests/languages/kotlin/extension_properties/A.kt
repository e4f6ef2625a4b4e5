package a

class Part {
    fun run() {}
}

class Whole(val parts: List<Part>)

val Whole.first: Part
    get() = parts[0]

fun use(whole: Whole) {
    whole.first.run()
    whole.parts.first().run()
}
