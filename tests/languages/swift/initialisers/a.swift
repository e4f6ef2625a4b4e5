class Base {
    init(size: Int) {}

    convenience init() { self.init(size: 1) }

    init?(text: String) { return nil }

    deinit { free() }
}

class Derived: Base {
    override init(size: Int) { super.init(size: size) }
}

struct Point {
    var x: Int
    var y = 0
}

extension Point {
    init(both value: Int) { self.init(x: value, y: value) }
}

func free() {}

func main() {
    _ = Base(size: 2)
    _ = Base.init(size: 2)
    _ = Base(text: "a")?.self
    let base: Base = .init(size: 3)
    _ = Derived(size: 1)
    _ = Point(x: 1, y: 2)
    _ = Point(both: 3)
    let make = Derived.self
}
