fileprivate struct Row {
    func show() {}
    func hide() {}
}

extension Row {
    func toggle() { hide() }
}

func b() { Row().show(); Row().toggle() }
