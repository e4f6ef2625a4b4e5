const Server = @This();

port: u16 = 80,
next: ?*Server = null,

pub fn init(port: u16) !*Server {
    return start(port);
}

fn start(port: u16) *Server {
    _ = port;
    unreachable;
}

pub fn run(self: *Server) void {
    self.stop();
    if (self.next) |next| next.run();
}

pub fn stop(self: *Server) void {
    _ = self;
}
