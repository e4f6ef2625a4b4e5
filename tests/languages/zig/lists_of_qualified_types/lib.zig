pub const Names = struct {
    pub fn longest(self: Names) usize {
        _ = self;
        return 0;
    }
};

pub fn Param(comptime Id: type) type {
    return struct {
        id: Id,
        names: Names,

        pub fn read(self: @This()) void {
            _ = self;
        }
    };
}
