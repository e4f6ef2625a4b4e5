class Item { public void Go() { } }

class A
{
    Item item;
    public Item Auto { get; set; } = Make();
    public Item Arrow => Make();
    public Item Full { get { return Make(); } set { item = value; Check(value); } }
    public static A Instance { get; } = new A();
    public static Item Shared => new Item();
    public Item this[int index] => Make();
    static Item Make() => new Item();
    void Check(Item i) { }

    void Use(A other)
    {
        Auto.Go();
        Arrow.Go();
        this.Full.Go();
        A.Instance.Auto.Go();
        A.Shared.Go();
        other[1].Go();
        other?.Arrow?.Go();
    }
}
