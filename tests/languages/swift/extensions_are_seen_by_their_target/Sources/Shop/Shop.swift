public struct Shop {
    func open(by clerk: String) {
        clerk.greet()
        ready()
    }
}
