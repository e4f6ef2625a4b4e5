pub const Cart = struct {
    pub fn empty() void {}
};
pub fn add() void {}
