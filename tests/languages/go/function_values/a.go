package shop

type Cart struct{ on func() Line }

type Line struct{}

func (Line) Show()    {}
func (c Cart) total() {}

func helper()              {}
func each(f func())        { f() }

func Use(c Cart) {
	t := c.total
	t()
	Cart.total(c)
	h := helper
	h()
	each(helper)
	each(c.total)
	c.on().Show()
}
