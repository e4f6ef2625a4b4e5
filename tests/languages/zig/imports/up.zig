pub fn here() void {}
