pub usingnamespace @import("b.zig");

pub fn main() void {
    inherited();
}
