package shop

import . "example.org/shop/tax"

func Price() int { return Of() + own() }

func own() int { return 1 }
