package shop

import (
	rates "example.org/shop/tax"
	_ "example.org/shop/side"
	"example.org/shop/go-money/v2"
)

func Price() int { return rates.Of() + money.Cents() }
