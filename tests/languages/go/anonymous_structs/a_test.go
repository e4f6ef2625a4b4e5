package shop

type Cart struct{}

func (Cart) Check() {}

func TestAll() {
	tests := []struct {
		name string
		cart Cart
		make func() *Cart
	}{{"a", Cart{}, nil}}
	for _, test := range tests {
		test.cart.Check()
		test.make().Check()
	}
	var one struct{ cart *Cart }
	one.cart.Check()
}
