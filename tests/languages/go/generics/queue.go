package shop

func (s *Stack[E]) Last() E { return s.items[0] }

type Set[K any] []K

func (s Set[K]) One() K { return s[0] }

func More(s *Stack[Item], set Set[Item]) {
	s.Last().Price()
	set.One().Price()
	set[0].Price()
}
