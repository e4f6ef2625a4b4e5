const A = struct {
    fn go(self: A) void {
        _ = self;
    }
};

const B = struct {
    fn go(self: B) void {
        _ = self;
    }
};

pub fn run(flag: bool) void {
    {
        const it = A{};
        it.go();
    }
    {
        const it = B{};
        it.go();
    }
    const chosen = if (flag) A{} else B{};
    chosen.go();
    const Local = struct {
        fn go(self: @This()) void {
            _ = self;
        }
    };
    const local = Local{};
    local.go();
}
