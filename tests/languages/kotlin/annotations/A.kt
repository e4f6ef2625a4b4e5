package a

annotation class Fast(val level: Int)

@Fast(1)
class Car {
    @Fast(2)
    fun go() {}
}

typealias Wagon = Car

fun use(wagon: Wagon) = wagon.go()
