namespace Shop.Inner;

class Beside
{
    void Use() { new Deep.Here(); global::Shop.Outer.Go(); Shop.Outer.Go(); Unknown.Outer.Go(); }
}
