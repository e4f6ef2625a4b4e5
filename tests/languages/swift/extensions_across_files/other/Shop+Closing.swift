extension Shop {
    func close(early: Bool) { greet() }
}
