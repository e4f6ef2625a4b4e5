struct Outer {
    struct Inner {
        func go() { Deep().go(); helper() }

        struct Deep {
            func go() {}
        }

        func helper() {}
    }

    enum Kind { case one }

    let inner = Inner()

    func run() {
        inner.go()
        Inner.Deep().go()
        let kind: Kind = .one
    }
}

struct Kind {}

func main() {
    Outer.Inner().go()
    Outer.Inner.Deep().go()
    let kind = Kind()
}
