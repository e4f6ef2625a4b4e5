const Handler = *const fn (u8) void;

const Table = struct {
    run: Handler,
    stop: *const fn () void = &stopped,
};

fn stopped() void {}
fn ran(_: u8) void {}

fn each(items: []const u8, action: Handler) void {
    for (items) |item| action(item);
}

pub fn main() void {
    const table = Table{ .run = ran };
    table.run(1);
    each("ab", ran);
    each("ab", &ran);
    const again = stopped;
    again();
}
