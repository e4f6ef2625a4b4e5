package a

expect class Clock() {
    fun now(): Long
}

fun common(clock: Clock) = clock.now()
