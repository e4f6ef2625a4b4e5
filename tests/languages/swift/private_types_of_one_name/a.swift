private struct Row {
    func show() {}
}

func a() { Row().show() }
