package a

object Registry {
    private val known = Store()
    fun add() {
        known.put()
    }
}

class Store {
    fun put() {}
}

interface Task {
    fun run()
}

fun start(task: Task) = task.run()

fun use() {
    Registry.add()
    val task = object : Task {
        override fun run() {
            Registry.add()
        }
    }
    task.run()
    start(task)
}
