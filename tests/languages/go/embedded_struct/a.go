package shop

type Base struct{ name string }

func (b *Base) Name() string { return b.name }
func (b *Base) Reset()       {}

type Cart struct {
	*Base
	Log
}

type Log struct{}

func (Log) Print() {}

func (c *Cart) Reset() { c.Base.Reset() }

func Use(c Cart) {
	c.Name()
	c.Reset()
	c.Print()
	c.Log.Print()
}
