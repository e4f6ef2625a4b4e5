package shop

type Old struct{}

func (Old) Do() {}

type New = Old

func Use(n New) { n.Do() }
