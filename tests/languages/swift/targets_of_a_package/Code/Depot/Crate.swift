public struct Crate {
    public init() {}
    public func load() {}
}

public func helper() {}
