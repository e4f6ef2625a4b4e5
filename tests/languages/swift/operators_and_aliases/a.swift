typealias Handler = (Money) -> Void
typealias Cash = Money

struct Money {
    static func + (left: Money, right: Money) -> Money { left.added(right) }
    func added(_ other: Money) -> Money { self }
}

func pay(_ handler: Handler) { handler(Cash()) }

func main() {
    pay { money in money.added(money) }
    Cash().added(Cash())
}
