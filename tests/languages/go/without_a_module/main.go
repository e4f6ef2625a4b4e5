package main

import "github.com/some/shop/tax"

func main() { tax.Of() }
