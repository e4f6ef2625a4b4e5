struct Shop {
    func open() { greet() }
    func greet() {}
    func broken( {
}

func main() { Shop().open() }
