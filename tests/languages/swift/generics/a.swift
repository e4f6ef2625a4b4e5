protocol Shape {
    func draw()
}

struct Circle: Shape {
    func draw() {}
    func roll() {}
}

struct Box<Content> {
    var content: Content
    func open() -> Content { content }
    func map<Other>(_ change: (Content) -> Other) -> Box<Other> { Box<Other>(content: change(content)) }
}

func drawn<S: Shape>(_ shape: S) -> S {
    shape.draw()
    return shape
}

func both<First, Second>(_ first: First, _ second: Second) where First: Shape, Second: Shape {
    first.draw()
    second.draw()
}

func some(_ shape: some Shape, _ other: any Shape) {
    shape.draw()
    other.draw()
}

func main(box: Box<Circle>, list: [Circle], named: [String: Circle]) {
    box.open().roll()
    box.content.roll()
    list[0].roll()
    for circle in list { circle.roll() }
    for (place, circle) in list.enumerated() { circle.roll() }
    for (name, circle) in named { circle.roll() }
    named["a"]?.roll()
    same(Circle()).roll()
}

func same<Thing>(_ thing: Thing) -> Thing { thing }
