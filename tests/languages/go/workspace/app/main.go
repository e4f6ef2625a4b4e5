package main

import "example.org/lib/text"

func main() { text.Show() }
