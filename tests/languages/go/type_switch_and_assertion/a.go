package shop

type A struct{}
type B struct{}

func (A) Do() {}
func (*B) Do() {}

type Doer interface{ Do() }

func Use(x any, d Doer) {
	switch v := x.(type) {
	case A:
		v.Do()
	case *B:
		v.Do()
	default:
		_ = v
	}
	switch v := d.(type) {
	case A, *B:
		v.Do()
	}
	if b, ok := x.(*B); ok {
		b.Do()
	}
	x.(Doer).Do()
}
