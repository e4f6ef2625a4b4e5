namespace P;

partial class Part
{
    private partial class Nested { void More() => Go(); }
}

class User { void Use() { var part = new Part(1); part.There(); part.Here(); part.Above(); part.Over("a"); } }
