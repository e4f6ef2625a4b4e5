package b.d

fun whole(part: a.Part) {
    part.run()
    a.help()
}
