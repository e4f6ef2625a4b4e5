package a

fun good() = 1

fun bad( = {
