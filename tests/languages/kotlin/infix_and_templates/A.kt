package a

class Rule {
    infix fun and(other: Rule): Rule = this
    fun text() = "x"
}

fun use(one: Rule, two: Rule) {
    one and two
    println("${(one and two).text()} $one")
}
