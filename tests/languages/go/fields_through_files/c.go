package shop

type Store struct{}

func (s *Store) Open() Handle { return Handle{} }

type Handle struct{}

func (h Handle) Close() {}
