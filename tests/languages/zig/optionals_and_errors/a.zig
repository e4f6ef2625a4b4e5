const Job = struct {
    pub fn run(self: *Job) !void {
        _ = self;
    }
    pub fn next(self: *Job) ?*Job {
        return self;
    }
};

fn find() !?*Job {
    return null;
}

fn spare() *Job {
    unreachable;
}

pub fn main() !void {
    const job = (try find()) orelse spare();
    try job.run();
    if (try find()) |found| {
        found.run() catch |err| return err;
    } else {
        spare().run() catch unreachable;
    }
    while (job.next()) |each| {
        try each.run();
    }
    const other = find() catch null;
    try other.?.run();
    if (!ready(job)) return;
}

fn ready(job: *Job) bool {
    _ = job;
    return true;
}
