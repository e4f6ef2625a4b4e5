pub const cart = @import("cart.zig");
pub const Cart = cart.Cart;
pub const Item = @import("cart.zig").Item;
pub const total = cart.total;
