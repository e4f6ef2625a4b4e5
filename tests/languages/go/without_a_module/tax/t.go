package tax

func Of() {}
