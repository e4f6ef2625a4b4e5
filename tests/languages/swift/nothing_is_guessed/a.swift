struct Shop {
    func open() {}
}

func main(anything: Any, unknown: Missing) {
    anything.open()
    unknown.open()
    open()
    Shop().close()
    missing { $0.open() }
}
