package base

func (t Thing) Go() {}

func (w Wheel) Turn() {}
