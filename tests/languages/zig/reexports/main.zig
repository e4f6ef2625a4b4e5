const lib = @import("lib.zig");
const Cart = lib.Cart;

pub fn main() void {
    var cart = Cart{};
    cart.add();
    const item: lib.Item = .{};
    _ = item.price();
    _ = lib.total();
    _ = lib.cart.total();
}
