package main

import "example.org/tools/gen"

func main() { gen.Run() }
