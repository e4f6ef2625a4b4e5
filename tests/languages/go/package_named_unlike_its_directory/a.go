package shop

import "example.org/shop/src/money"

func Use() {
	cents.Of()
	cents.Nothing()
}
