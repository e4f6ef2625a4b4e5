const Outer = struct {
    const limit = 3;

    fn shared() void {}

    const Inner = struct {
        fn use(self: Inner) void {
            shared();
            self.own();
            outside();
            Outer.shared();
        }

        fn own(self: Inner) void {
            _ = self;
        }
    };

    fn make() Inner {
        return Inner{};
    }
};

fn outside() void {}

pub fn main() void {
    Outer.make().use();
    const inner = Outer.Inner{};
    inner.own();
}
