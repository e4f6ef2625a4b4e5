const std = @import("std");

pub fn build(b: *std.Build) void {
    _ = b.addModule("shop", .{ .root_source_file = b.path("src/shop.zig") });
}
