package a

actual class Clock actual constructor() {
    actual fun now(): Long = 1
}
