package shop_test

func own() int { return 0 }

func helper() int { return 1 }
