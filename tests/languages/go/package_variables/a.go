package shop

import "example.org/shop/log"

var logger = log.New()

var (
	cart, other Cart
	count int
)

type Cart struct{}

func (Cart) Add() {}

func Use() {
	logger.Print()
	log.Default.Print()
	cart.Add()
	other.Add()
}
