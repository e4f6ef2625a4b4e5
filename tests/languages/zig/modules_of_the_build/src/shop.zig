pub fn open() void {}
