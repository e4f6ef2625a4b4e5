package p

func done() {}

func each(f func()) { f() }

func other(f func() int) { f() }

func num() int { return 1 }

func run() { each(done); other(num) }
