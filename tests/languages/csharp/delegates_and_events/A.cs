delegate Item Maker(int count);
delegate void Taker<T>(T item);

class Item { public void Go() { } }

class A
{
    event Taker<Item> Changed;
    Maker maker = count => new Item();

    void Use(Taker<Item> taker)
    {
        maker(1).Go();
        Changed += item => item.Go();
        Changed += Handle;
        Changed?.Invoke(new Item());
        Take(item => item.Go());
    }

    void Take(Taker<Item> taker) { }
    void Handle(Item item) { }
}
