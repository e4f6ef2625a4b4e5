package a

enum class Level(val weight: Int) {
    LOW(1),
    HIGH(2) {
        override fun raise() = LOW
    };

    open fun raise() = HIGH

    fun label() = weight
}

fun use(level: Level) {
    Level.LOW.label()
    level.raise().label()
}
