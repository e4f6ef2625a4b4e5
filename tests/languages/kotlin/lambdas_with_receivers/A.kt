package a

class Html {
    fun body(block: Body.() -> Unit) {
        Body().block()
    }
}

class Body {
    fun text(value: String) {}
}

fun html(block: Html.() -> Unit): Html {
    val made = Html()
    made.block()
    return made
}
