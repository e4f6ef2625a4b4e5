@propertyWrapper
struct Clamped {
    var wrappedValue: Int
    init(wrappedValue: Int, upTo limit: Int) { self.wrappedValue = wrappedValue }
    init(wrappedValue: Int) { self.wrappedValue = wrappedValue }
    init(name: Name) { self.wrappedValue = 0 }
}

struct Name {
    static func short(_ text: String) -> Name { Name() }
}

struct Volume {
    @Clamped(upTo: 11) var level = 3
    @Clamped var base: Int = 1
    @Clamped(name: .short("t")) var treble: Int
    @Published var other = 0
}

@Traced func traced() {}

@attached(peer) struct Traced {}
