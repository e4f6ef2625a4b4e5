/// More of it.
extension Shop {
    /// Opens it.
    func open() {}
}
