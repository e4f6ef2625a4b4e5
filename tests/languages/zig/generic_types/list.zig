pub fn List(comptime T: type) type {
    return struct {
        items: []T,

        const Self = @This();

        pub fn init() Self {
            return .{ .items = &.{} };
        }

        pub fn first(self: Self) T {
            self.check();
            return self.items[0];
        }

        fn check(self: *const Self) void {
            _ = self;
        }
    };
}
