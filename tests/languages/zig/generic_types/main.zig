const List = @import("list.zig").List;
const Names = List([]const u8);

pub fn main() void {
    const names = Names.init();
    _ = names.first();
    var numbers = List(u8){ .items = &.{} };
    _ = numbers.first();
    const more: List(u32) = .init();
    _ = more.first();
}
