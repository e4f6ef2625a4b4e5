const Item = struct {
    parts: [4]Part,
    fn price(self: Item) u32 {
        for (self.parts) |*part| part.touch();
        return 1;
    }
};

const Part = struct {
    fn touch(self: *Part) void {
        _ = self;
    }
};

pub fn sum(items: []const Item, more: [*]Item) u32 {
    var total: u32 = 0;
    for (items, 0..) |item, index| {
        total += item.price();
        _ = index;
    }
    for (items[1..], more) |left, right| {
        total += left.price() + right.price();
    }
    return total + items[0].price() + more[1].price();
}
