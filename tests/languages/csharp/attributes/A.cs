using System;

class TestAttribute : Attribute { public TestAttribute(int x) { } }
class Plain : Attribute { }

[Test(1)]
class A
{
    [Plain]
    [Obsolete]
    void Run() { Type t = typeof(A); }
}
