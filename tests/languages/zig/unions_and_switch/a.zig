const Circle = struct {
    fn area(self: Circle) f32 {
        _ = self;
        return 1;
    }
};

const Square = struct {
    fn area(self: Square) f32 {
        _ = self;
        return 2;
    }
};

const Shape = union(enum) {
    circle: Circle,
    square: Square,

    fn area(self: Shape) f32 {
        return switch (self) {
            .circle => |circle| circle.area(),
            .square => |*square| square.area(),
        };
    }

    fn same(self: Shape) f32 {
        return switch (self) {
            inline else => |each| each.area(),
        };
    }
};

pub fn main() void {
    const shape: Shape = .{ .circle = .{} };
    _ = shape.area();
    _ = shape.square.area();
}
