namespace P;

public partial class Part
{
    public void There() { Here(); Above(); Over("a"); }
    public void Over(string s) { }
    private partial class Nested { void Go() => More(); }
}
