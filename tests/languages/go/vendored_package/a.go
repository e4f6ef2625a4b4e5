package shop

import "example.org/dep/inner"

func Use() { inner.Do() }
