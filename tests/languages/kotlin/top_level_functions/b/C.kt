package b

fun three() = hidden()
