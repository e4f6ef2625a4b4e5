extension String {
    var loud: Shout { Shout(self) }

    func shout() -> Shout { loud }

    static func quiet() -> String { "" }
}

extension Collection {
    func second() -> Element? { nil }
}

struct Shout {
    init(_ text: String) {}

    func echo() {}
}
