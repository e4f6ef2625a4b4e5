package shop

type Line struct{ next *Line }

func (*Line) Show() {}

func Use(list []Line, named map[Line]*Line, queue chan Line) {
	for _, line := range list {
		line.Show()
	}
	for key, line := range named {
		key.Show()
		line.Show()
	}
	for line := range queue {
		line.Show()
	}
	for line := &list[0]; line != nil; line = line.next {
		line.Show()
	}
	select {
	case line := <-queue:
		line.Show()
	}
	one := <-queue
	one.Show()
	list[1:][0].Show()
}
