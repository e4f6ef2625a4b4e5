final class Store {
    func load() { Configuration.shared.read() }
}
