indirect enum Order: Equatable {
    case none
    case cup(Cup)
    case many(of: Order, count: Int)

    var price: Int {
        switch self {
        case .none: return zero()
        case .cup(let cup): return cup.price()
        case let .many(inner, _): return inner.priced().price
        }
    }

    func priced() -> Order { self }

    static func free() -> Order { .none }
}

struct Cup {
    func price() -> Int { 1 }
}

func zero() -> Int { 0 }

func main(order: Order) {
    if case .cup(let cup) = order { cup.price() }
    guard case let .many(of: inner, count: _) = order else { return }
    inner.priced()
    Order.cup(Cup()).priced()
    Order.none.priced()
    let free: Order = .free()
    free.priced()
}
