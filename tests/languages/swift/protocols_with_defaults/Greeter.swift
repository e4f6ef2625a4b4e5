protocol Greeter {
    var title: String { get }
    func greet(_ name: String)
    func bow()
}

extension Greeter {
    func greet(_ name: String) { bow() }

    func greet() { greet(title) }
}
