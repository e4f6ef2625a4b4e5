package cents

func Of() int { return 1 }
