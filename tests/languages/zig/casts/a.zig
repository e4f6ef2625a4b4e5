const Node = struct {
    fn visit(self: *Node) void {
        _ = self;
    }
};

pub fn main(raw: *anyopaque, node: *const Node) void {
    @as(*Node, raw).visit();
    const cast: *Node = @ptrCast(@alignCast(raw));
    cast.visit();
    @constCast(node).visit();
    const unknown = @fieldParentPtr("node", raw);
    unknown.visit();
}
