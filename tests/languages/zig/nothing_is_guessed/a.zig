const Thing = struct {
    fn go(self: Thing) void {
        _ = self;
    }
};

fn go() void {}

pub fn main(anything: anytype, unknown: Missing) void {
    anything.go();
    unknown.go();
    nowhere();
    const x = undefined;
    x.go();
    someone(.{}).go();
}
