namespace One;

class A { void Use() { new Hidden().Go(); Hidden.Make(); Go(); } }
