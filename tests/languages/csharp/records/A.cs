record Part(string Name) { public void Go() { } }

record Whole(Part First, Part Second) : Named(First.Name)
{
    public Part Third { get; init; } = new("c");

    void Use(Whole other)
    {
        First.Go();
        other.Second.Go();
        (other with { First = new Part("x") }).First.Go();
        var (a, b) = (First, Second);
        a.Go();
    }
}

abstract record Named(string Name);

readonly record struct Pair(Part Left) { void Use() => Left.Go(); }
