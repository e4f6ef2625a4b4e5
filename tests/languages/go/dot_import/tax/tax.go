package tax

func Of() int { return own() }

func own() int { return 2 }
