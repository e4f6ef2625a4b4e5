package shop

import "example.org/shop/base"

type Cart struct{ base.Thing }

func Use(c *Cart) { c.Go(); c.Part.Turn() }
