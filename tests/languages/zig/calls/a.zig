//! A shop.
const std = @import("std");

/// Sums up.
pub fn total(n: u32) u32 {
    return later(n) + later(1);
}

fn later(n: u32) u32 {
    std.debug.print("{}", .{n});
    return n;
}
