pub fn good() void {
    also();
}

pub fn half(( void {

pub fn also() void {}
