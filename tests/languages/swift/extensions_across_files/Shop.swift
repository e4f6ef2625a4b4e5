struct Shop {
    var till = Till()

    func open() {
        greet()
        close(early: true)
    }

    struct Till {
        func ring() {}
    }
}
