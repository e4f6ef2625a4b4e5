protocol Copying {
    func copy() -> Self
}

class Sheet: Copying {
    required init() {}

    func copy() -> Self { Self() }

    class func make() -> Self { self.init() }

    func chain() -> Self {
        Self.count()
        return self
    }

    static func count() { helper() }

    static func helper() {}
}

final class Note: Sheet {
    func write() {}
}

func main(note: Note) {
    note.copy().write()
    note.chain().chain().write()
    Note.make().write()
    Note.count()
}
