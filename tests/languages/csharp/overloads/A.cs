class Base { public void N(object o) { } }

class A : Base
{
    void M(int i) { }
    void M(long l) { }
    void M(string s) { }
    void M(object o) { }
    void M(int? maybe) { }
    void M(params int[] many) { }
    void M(Base b, string s = null) { }
    void M(System.Func<int, int> f) { }
    void M<T>() { }
    public void N(string s) { }

    void Use(char c, byte b, int? n, decimal d)
    {
        M(1);
        M(1L);
        M("a" + 1);
        M(d);
        M(b);
        M(n);
        M(n ?? 1);
        M(1, 2, 3);
        M(new A());
        M(new A(), "a");
        M(null, "a");
        M(x => x + 1);
        M<int>();
        N("a");
        N(1);
        M(1, "a", 2);
    }
}
