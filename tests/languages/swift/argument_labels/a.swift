func move(_ steps: Int, to place: String) {}
func move(_ steps: Int, from place: String) {}
func move(steps: Int) {}
func move(_ steps: Int) {}
func pad(_ text: String, by width: Int = 2, with filler: String = " ") {}
func pad(_ texts: String..., ending: String = "") {}

func main() {
    move(1, to: "a")
    move(1, from: "b")
    move(steps: 2)
    move(3)
    move(3, near: "c")
    pad("a")
    pad("a", with: ".")
    pad("a", "b", "c", ending: ".")
    pad("a", with: ".", by: 3)
}
