package shop

func Use() {
	open()
	tagged()
	only()
}
