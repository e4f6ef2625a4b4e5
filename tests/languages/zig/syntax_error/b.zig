const a = @import("a.zig");

pub fn main() void {
    a.good();
}
