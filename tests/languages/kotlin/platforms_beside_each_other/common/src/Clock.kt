package a

expect fun now(): Long

fun later(): Long = now()
