package a

class Failure : Exception() {
    fun tell() {}
}

class Range {
    operator fun iterator(): Steps = Steps()
}

class Steps {
    operator fun hasNext() = false
    operator fun next(): Step = Step()
}

class Step {
    fun go() {}
}

fun tell(text: String) {}

fun use(range: Range) {
    try {
        for (step in range) {
            step.go()
        }
    } catch (e: Failure) {
        e.tell()
    }
    val range = Step()
    range.go()
    val use = use(Range())
}
