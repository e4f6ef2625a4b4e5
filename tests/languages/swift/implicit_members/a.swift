struct Style {
    static let plain = Style()
    static func bold(_ size: Int) -> Style { Style() }
    init() {}
    init(size: Int) {}
}

struct Label {
    var style: Style

    func draw(_ style: Style, over other: Style) -> Style { .bold(3) }
}

func render(_ style: Style = .plain) {}

func main(label: Label) {
    render(.bold(1))
    render(.init(size: 2))
    label.draw(.plain, over: .bold(2))
    let style: Style = .bold(3)
    let other = Label(style: .bold(4))
    var last = style
    last = .bold(5)
}
