class Printer {
    fun StringBuilder.row(words: List<String>) {
        append("x")
        cell()
        words.map { cell() }
    }

    fun cell() {}
}
