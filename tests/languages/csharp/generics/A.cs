using System.Collections.Generic;

interface IHandler { void Run(); }
interface IHandler<T> { void Run(T item); }
interface IHandler<T, R> : IHandler<T> { R Answer(T item); }

class Item { public void Go() { } }
class Box<T> where T : class
{
    public T Value;
    public T Get() => Value;
    public Box<U> Map<U>(System.Func<T, U> f) => null;
    public static Box<T> Of(T value) => new Box<T>();
}

class A : IHandler<Item, Box<Item>>
{
    public void Run(Item item) { }
    public Box<Item> Answer(Item item) => Box<Item>.Of(item);

    void Use(IHandler plain, IHandler<Item> one, IHandler<Item, Box<Item>> two, Dictionary<string, List<Item>> all)
    {
        plain.Run();
        one.Run(new Item());
        two.Answer(null).Get().Go();
        two.Run(null);
        Box<Item>.Of(null).Value.Go();
        Create<Item>().Go();
        Same(new Item()).Go();
        all["a"][0].Go();
        foreach (var pair in all) pair.Value[0].Go();
    }

    T Create<T>() where T : new() => new T();
    T Same<T>(T x) => x;
    void Bound<T>(T x) where T : Item { x.Go(); }
}
