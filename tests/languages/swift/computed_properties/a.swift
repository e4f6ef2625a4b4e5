struct Lamp {
    var level = 0 {
        didSet { changed(oldValue) }
    }
    var bulb: Bulb { Bulb() }
    var half: Lamp {
        get { other(by: 2) }
        set { changed(newValue.level) }
    }
    static var standard: Lamp { Lamp() }
    lazy var spare: Bulb = { makeBulb() }()

    func changed(_ from: Int) {}
    func other(by: Int) -> Lamp { self }
    subscript(place: Int) -> Bulb { bulb }
}

struct Bulb {
    func shine() {}
}

func makeBulb() -> Bulb { Bulb() }

func main(lamp: Lamp) {
    lamp.bulb.shine()
    lamp.half.bulb.shine()
    Lamp.standard.half.changed(1)
    lamp[1].shine()
}
