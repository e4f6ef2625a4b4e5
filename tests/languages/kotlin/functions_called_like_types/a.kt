package a

fun String(vararg codes: Int): String = ""
