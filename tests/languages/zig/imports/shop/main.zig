const cart = @import("cart.zig");
const Item = @import("lib/item.zig").Item;
const up = @import("../up.zig");
const gone = @import("gone.zig");

pub fn run() void {
    cart.add();
    cart.Cart.empty();
    Item.of();
    up.here();
    gone.missing();
    @import("cart.zig").add();
}
