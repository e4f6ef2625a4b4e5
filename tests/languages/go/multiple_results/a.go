package shop

type A struct{}
type B struct{}

func (A) Do() {}
func (B) Do() {}

func both() (A, *B, error) { return A{}, nil, nil }

func named() (a A, err error) {
	a.Do()
	return
}

func Use(known map[string]B) {
	a, b, err := both()
	a.Do()
	b.Do()
	err.Error()
	if b, ok := known["x"]; ok {
		b.Do()
	}
	c, _ := named()
	c.Do()
}
