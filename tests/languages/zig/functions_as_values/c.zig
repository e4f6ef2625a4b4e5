const b = @import("b.zig");

fn done() void {}

pub fn main() void {
    b.apply(done);
}
