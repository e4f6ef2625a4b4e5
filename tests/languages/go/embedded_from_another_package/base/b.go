package base

type Thing struct{ Part Wheel }

type Wheel struct{}
