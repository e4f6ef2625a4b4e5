class B
{
    void Use(Lib.Item item) { item.Twice(); }
}
