const std = @import("std");

fn add(a: u32, b: u32) u32 {
    return a + b;
}

test "adds two: 1 + 2" {
    try std.testing.expect(add(1, 2) == 3);
}

test add {
    _ = add(1, 1);
}

test {
    std.testing.refAllDecls(@This());
}
