class Node {
    var next: Node?
    var value: Value?
    func step() -> Node? { next }
}

class Value {
    func use() {}
}

func main(node: Node?) {
    node?.step()?.step()
    node?.next?.value?.use()
    node!.value!.use()
    if let node, let value = node.value { value.use() }
    guard let found = node?.next else { return }
    found.step()
    while let each = found.step() { each.step() }
    (node ?? found).step()
    node.map { $0.step() }
    let size: Int? = node?.missing()
}
