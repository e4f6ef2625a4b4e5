const Shop = struct {
    open: bool = false,
    rival: ?*Shop = null,

    const Self = @This();

    pub fn init() Self {
        return Self{ .open = true };
    }

    pub fn visit(self: *Self) void {
        self.greet();
        helper();
        Self.helper();
        self.rival.?.greet();
    }

    fn greet(self: *const Shop) void {
        _ = self;
    }

    fn helper() void {}
};

pub fn main() void {
    var shop = Shop.init();
    shop.visit();
    Shop.visit(&shop);
    const pointer = &shop;
    pointer.greet();
    pointer.*.greet();
}
