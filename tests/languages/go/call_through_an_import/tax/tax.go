package tax

func Of(net int) int { return net / 5 }
