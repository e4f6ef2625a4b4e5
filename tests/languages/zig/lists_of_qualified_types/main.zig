const lib = @import("lib.zig");

fn all(params: []const lib.Param(u8), names: []const lib.Names, one: ?*const lib.Names) void {
    for (params) |param| {
        param.read();
        _ = param.names.longest();
    }
    for (names) |name| {
        _ = name.longest();
    }
    _ = names[0].longest();
    _ = one.?.longest();
}
