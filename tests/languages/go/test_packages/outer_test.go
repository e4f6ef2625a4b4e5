package shop_test

import "example.org/shop"

func check() int { return shop.Total() + own() }
