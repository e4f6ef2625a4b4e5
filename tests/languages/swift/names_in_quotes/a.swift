struct Setting {
    static let `default` = Setting()
    func `repeat`(`in` place: Int) {}
}

enum Mode { case `default`, `switch`(Setting) }

func main() {
    Setting.default.repeat(in: 1)
    let mode: Mode = .switch(Setting())
    if case .switch(let setting) = mode { setting.`repeat`(in: 2) }
}
