package shop

type Cart struct{}

func (c *Cart) Add() {}

func make_() func() *Cart { return func() *Cart { return &Cart{} } }

func Use() {
	cart := &Cart{}
	add := func() { cart.Add() }
	add()
	fetch := func(n int) (*Cart, error) { return cart, nil }
	other, _ := fetch(1)
	other.Add()
	func() { cart.Add() }()
	make_()().Add()
	defer cart.Add()
	go cart.Add()
}

var handler = func(c *Cart) { c.Add() }
