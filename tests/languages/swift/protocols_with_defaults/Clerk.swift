struct Clerk: Greeter {
    let title: String

    func bow() {}
}

class Guard {
    var title: String { "guard" }
}

extension Guard: Greeter {
    func bow() {}

    func greet(_ name: String) { bow() }
}

func main(anybody: Greeter, clerk: Clerk, by keeper: Guard) {
    anybody.greet("a")
    clerk.greet("b")
    clerk.greet()
    keeper.greet("c")
    keeper.greet()
}
