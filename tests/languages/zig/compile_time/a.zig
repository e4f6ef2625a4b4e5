const builtin = @import("builtin");
const Impl = if (builtin.single_threaded) Plain else Locked;

const Plain = struct {
    fn go(self: Plain) void {
        _ = self;
    }
};

const Locked = struct {
    fn go(self: Locked) void {
        _ = self;
    }
};

fn check() void {}

comptime {
    check();
    _ = @import("b.zig");
}

pub fn main() void {
    const impl: Impl = .{};
    impl.go();
    comptime check();
    inline for (.{ 1, 2 }) |_| check();
}
