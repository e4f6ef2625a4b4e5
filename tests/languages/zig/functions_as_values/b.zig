pub fn apply(action: *const fn () void) void {
    action();
}
