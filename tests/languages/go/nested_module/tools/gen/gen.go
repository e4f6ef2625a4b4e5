package gen

import "example.org/shop/lib"

func Run() { lib.F() }
