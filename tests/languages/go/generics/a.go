package shop

type Item struct{}

func (Item) Price() int { return 1 }

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(item T) { s.items = append(s.items, item) }
func (s *Stack[T]) Pop() T      { return s.items[0] }

func Map[T, R any](list []T, f func(T) R) []R { return nil }

func First[T any](list []T) T { return list[0] }

func same[T any](value T) T { return value }

func Use(items []Item) {
	s := &Stack[Item]{}
	s.Push(Item{})
	s.Pop().Price()
	Map(items, func(i Item) int { return i.Price() })
	same(items[0]).Price()
	same[Item](Item{}).Price()
}
