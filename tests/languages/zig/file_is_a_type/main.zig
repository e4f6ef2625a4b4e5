const Server = @import("Server.zig");

const App = struct {
    server: Server,

    fn go(app: *App) void {
        app.server.run();
    }
};

pub fn main() !void {
    var server = try Server.init(80);
    defer server.stop();
    const other: Server = .{ .port = 1 };
    other.run();
}
