package shop

func Use() { open() }
