package shop

func helper() {}

func Use() { helper() }

func broken( {
	helper()
}
