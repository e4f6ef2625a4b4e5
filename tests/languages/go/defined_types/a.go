package shop

type Line struct{}

func (Line) Show() {}

type Lines []Line

func (l Lines) Len() int { return len(l) }

type Handler func(Line) Line

func (h Handler) Serve() { h(Line{}).Show() }

type Level int

func (l Level) String() string { return "" }

const High Level = 3

func serve(l Line) Line { return l }

func Use(lines Lines) {
	lines[0].Show()
	for _, line := range lines {
		line.Show()
	}
	Handler(serve).Serve()
	Level(1).String()
	High.String()
	Lines(nil).Len()
}
