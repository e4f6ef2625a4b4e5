const Color = enum(u8) {
    red,
    green = 3,

    pub fn name(self: Color) []const u8 {
        return self.text();
    }

    fn text(self: Color) []const u8 {
        _ = self;
        return "";
    }
};

pub fn main() void {
    const color: Color = .red;
    _ = color.name();
    _ = Color.green.name();
}
