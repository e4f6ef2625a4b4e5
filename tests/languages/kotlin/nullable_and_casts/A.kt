package a

class Node(val next: Node?) {
    fun name() = "x"
}

fun find(): Node? = null

fun use(any: Any) {
    find()?.next?.name()
    find()!!.name()
    (any as Node).name()
    (any as? Node)?.name()
    val node = find() ?: return
    node.name()
    val other = if (any is Node) any else Node(null)
    other.name()
    if (!check(node)) return
}

fun check(node: Node) = true
