pub const Item = struct {
    pub fn of() void {}
};
