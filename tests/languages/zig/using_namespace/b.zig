pub fn inherited() void {}
