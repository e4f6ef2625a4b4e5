package a

class Box<T>(val value: T) {
    fun get(): T = value
    fun <R> map(change: (T) -> R): Box<R> = Box(change(value))
}

class Part {
    fun run() {}
}

fun <T : Part> start(part: T) = part.run()

fun use(box: Box<Part>, all: Map<String, Part>, more: List<Box<Part>>) {
    box.get().run()
    box.value.run()
    all.getValue("x").run()
    for (each in more) each.get().run()
    mutableListOf<Part>().first().run()
    start<Part>(Part())
}
