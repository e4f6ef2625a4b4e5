package shop

func (cart Cart) check() {
	for _, line := range cart.lines {
		line.Price()
	}
	cart.lines[0].Price()
}

func Use() { new(Cart).Add(Line{}).Add(Line{}).check() }
