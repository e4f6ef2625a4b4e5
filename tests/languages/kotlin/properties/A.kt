package a

class Engine {
    fun start() {}
    fun stop() {}
}

class Car(engine: Engine, val spare: Engine) {
    private val engine = tuned(engine)
    val running: Engine
        get() {
            val found = engine
            found.start()
            return found
        }
    var speed: Int = 0
        set(value) {
            engine.stop()
            field = value
        }
    lateinit var later: Engine

    fun go() {
        engine.start()
        running.stop()
        later.start()
        spare.start()
    }
}

fun tuned(engine: Engine) = engine

val shared: Engine get() = Engine()

fun use() = shared.stop()
