class Item {
    func use() {}
    func drop() {}
}

func visit(_ items: [Item], do action: (Item) -> Void) { action(items[0]) }

func load(from place: String, then: @escaping (Item) -> Void, onError: (Failure) -> Void) {}

struct Failure {
    func report() {}
}

func main(items: [Item]) {
    visit(items) { item in item.use() }
    visit(items, do: { $0.drop() })
    load(from: "a") { item in
        item.use()
    } onError: { failure in
        failure.report()
    }
    items.map { $0 }.forEach { $0.use() }
    items.filter { _ in true }.first?.drop()
    let action: (Item) -> Void = { item in item.drop() }
    visit(items, do: action)
}
