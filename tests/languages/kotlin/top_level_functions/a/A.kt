package a

fun one() = two()

private fun hidden() = 1
