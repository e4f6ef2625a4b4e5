package shop

import (
	"example.org/far"
	"example.org/money/cents"
)

func Price() int { return cents.Of() + far.Away() }
