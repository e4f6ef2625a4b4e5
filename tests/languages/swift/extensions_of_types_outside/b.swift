func main(words: [String]) {
    "a".shout().echo()
    "a".loud.echo()
    String.quiet().shout()
    words.second()
    words.first?.shout()
    "a".uppercased()
}
