const Point = struct {
    x: i32 = 0,

    pub const origin: Point = .{};

    pub fn at(x: i32) Point {
        return .{ .x = x };
    }

    pub fn tried() !Point {
        return .at(1);
    }
};

const Line = struct {
    from: Point = .at(0),
    to: Point = .origin,
};

pub fn main() !void {
    const a: Point = .at(1);
    const b: Point = try .tried();
    const c = someone(.at(2));
    _ = .{ a, b, c };
}
