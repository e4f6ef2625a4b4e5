package tax

func Of() int { return 1 }
