package shop

type A struct{}
type B struct{}

func (A) Do() {}
func (B) Do() {}

func Use(x A) {
	if x := (B{}); true {
		x.Do()
	}
	x.Do()
	{
		x := B{}
		x.Do()
	}
	x.Do()
	switch x := (B{}); {
	default:
		x.Do()
	}
	len := helper
	len()
}

func helper() {}
