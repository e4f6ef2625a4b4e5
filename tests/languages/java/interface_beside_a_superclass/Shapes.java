import java.util.function.Supplier;

interface Named {
    String name();

    default void print(int copies) {}

    static Named none() { return null; }
}

class Base {
    public String name() { return ""; }

    public void print(int copies) {}

    public void print(String text) {}
}

class Known extends Base implements Named {
    Known() {}

    public String name() { return "known"; }
}

class Deeper extends Known implements Named {}

class Use {
    Named made() {
        Supplier<Known> supplier = Known::new;
        Named named = supplier.get();
        named.print(2);
        return named;
    }
}
