mod inner;
pub fn here() {
    inner::there();
    self::inner::there();
    crate::b::other();
}
