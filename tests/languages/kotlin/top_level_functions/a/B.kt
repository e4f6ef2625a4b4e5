package a

fun two() = hidden()

private fun hidden() = 2
