namespace P;

public partial class Part : Base
{
    public Part(int x) { }
    public void Here() { There(); Above(); Over(1); }
    public void Over(int i) { }
}

public class Base { public void Above() { } }
