interface IRun
{
    void Run();
    void Twice() { Run(); Run(); }
    static void Make() { }
}

interface IMore : IRun { int Count { get; } }

class A : IMore
{
    public void Run() { }
    void IRun.Twice() { Run(); }
    public int Count => 1;
}

abstract class Base { public abstract void Go(); public virtual void Stay() { } }

class B : Base, IRun
{
    public override void Go() { base.Stay(); }
    public sealed override void Stay() { Go(); }
    public void Run() => IRun.Make();

    void Use(IMore more, Base b) { more.Run(); more.Twice(); b.Go(); }
}
