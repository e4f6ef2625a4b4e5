class Outer
{
    private static void Hidden() { }
    private int field;

    public class Inner
    {
        public enum Kind { One, Two }
        void Use() { Hidden(); new Inner(); new Deep().Go(); }
        class Deep { public void Go() { } }
        public static Kind Known() => Kind.One;
    }
}

class Sub : Outer { void Use(Inner inner) { Outer.Inner.Known(); Inner.Known(); } }
