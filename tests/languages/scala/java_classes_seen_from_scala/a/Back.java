package a;

public class Back {
    int run(Use use) { return use.price("x") + new Use().run(null); }
}
