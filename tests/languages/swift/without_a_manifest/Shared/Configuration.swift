struct Configuration {
    static let shared = Configuration()
    func read() {}
}

func configure(_ store: Store) { store.load() }
