package a

class Config {
    fun set() {}
    fun build() = Server()
}

class Server {
    fun start() {}
}

fun set() {}

fun use(config: Config, maybe: Config?) {
    config.apply { set() }.build().start()
    config.let { it.set() }
    maybe?.let { given -> given.build() }?.start()
    with(config) { build() }.start()
    config.run { build() }.start()
    config.also { it.set() }.set()
    run { set() }
}
