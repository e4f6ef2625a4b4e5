package main

import "example.org/shop"

func main() { _ = shop.X }
