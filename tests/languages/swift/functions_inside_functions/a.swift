func outer() {
    struct Local {
        func go() {}
    }
    func inner(_ n: Int) { Local().go() }
    inner(1)
    let local = Local()
    local.go()
}

func inner() {}

func main() {
    inner()
    outer()
}
