extern "c" fn getpid() c_int;
pub extern fn puts(text: [*:0]const u8) c_int;

const Handle = opaque {
    extern fn handle_free(self: *Handle) void;

    pub fn deinit(self: *Handle) void {
        self.handle_free();
        _ = puts("x");
    }
};

export fn entry(handle: *Handle) void {
    _ = getpid();
    handle.deinit();
}
