package shop

type Reader interface {
	Read() Page
}

type Book interface {
	Reader
	Title() string
}

type Page struct{}

func (p Page) Turn() {}

func Use(b Book) {
	b.Title()
	b.Read().Turn()
}
