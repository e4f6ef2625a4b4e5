pub const T = struct {
    x: u8,
    pub fn f() void {}
};
