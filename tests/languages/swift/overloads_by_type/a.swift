struct Cup {}
struct Bowl {}

struct Shelf {
    func put(_ cup: Cup) -> Bowl { Bowl() }
    func put(_ bowl: Bowl) -> Cup { Cup() }
    func put(_ name: String) {}
    func put(_ count: Int) {}
}

func main(shelf: Shelf) {
    shelf.put(Cup())
    shelf.put(Bowl())
    shelf.put("a")
    shelf.put(3)
    shelf.put(shelf.put(Cup()))
}
