package shop

type Line struct{ Price func() int }

type Cart struct {
	Lines []Line
	ByName map[string]*Line
}

func price() int { return 1 }

func Make() *Cart {
	return &Cart{
		Lines:  []Line{{Price: price}, {}},
		ByName: map[string]*Line{"a": {}},
	}
}

var first = Make().Lines[0]

func Use() int {
	return first.Price()
}
