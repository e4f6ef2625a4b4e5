extension Shop {
    static let best = Shop()

    func greet() {
        open()
        till.ring()
        till.empty()
    }

    enum Mood { case good, bad }
}

extension Shop.Till {
    func empty() { ring() }
}
