pub const Failure = error{ Missing, Broken };
const All = Failure || error{Late};

pub fn find() Failure!u32 {
    return error.Missing;
}

pub fn main() All!void {
    _ = try find();
    return Failure.Broken;
}
