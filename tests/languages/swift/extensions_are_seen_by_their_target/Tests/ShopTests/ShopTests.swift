@testable import Shop

extension Shop {
    func ready() { open(by: "a") }
}

extension String {
    func greet() {}
}

func testShop() {
    Shop().ready()
    "a".greet()
}
