class Base
{
    public Base(int a) { }
    public Base(string s) { }
    protected Base() { }
}

class A : Base
{
    static A() { Make(); }
    A() : this("a") { }
    A(string s) : base(s) { }
    A(bool b) { }
    static A Make() { return new(); }
    Base field = new Base(1) { };
    Base target = new("a");
    ~A() { Make(); }
}

class Primary(Base b, int n) : Base(n)
{
    void Use() => b.ToString();
    Base Kept => b;
}

struct Point { public Point(int x) { } static Point Zero() => new Point(); }
