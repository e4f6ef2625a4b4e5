package shop

// Add puts a line into the cart.
func (c *Cart) Add(line Line) *Cart {
	c.lines = append(c.lines, line)
	c.check()
	return c
}
