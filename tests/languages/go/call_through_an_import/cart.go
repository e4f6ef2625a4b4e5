package shop

import (
	"fmt"

	"example.org/shop/tax"
	"example.org/shop/missing"
)

func Price(net int) int {
	fmt.Println(net)
	missing.Do()
	return net + tax.Of(net)
}
