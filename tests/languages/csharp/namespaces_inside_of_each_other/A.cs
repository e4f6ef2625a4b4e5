namespace Shop
{
    class Outer { internal static void Go() { } }

    namespace Inner.Deep
    {
        class Here { void Use() { Outer.Go(); Everywhere.Go(); } }
    }
}
