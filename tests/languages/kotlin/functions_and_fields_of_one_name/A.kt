package a

class Log {
    fun line() {}
}

class App {
    fun log(other: Log): App {
        log.line()
        return this
    }

    val context = 1

    companion object {
        val log = Log()
    }
}

fun App.context(change: () -> Unit) = log(Log())

fun use(app: App) {
    app.context { }
}
