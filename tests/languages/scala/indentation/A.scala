package a

class Tree(left: Tree, right: Tree):
  def size: Int =
    if left == null then 1
    else
      val l = left.size
      l + right.size
  end size

  def walk(f: Tree => Unit): Unit =
    f(this)
    left.walk(f)
    for t <- List(left, right) do
      t.size

object Tree:
  def leaf = new Tree(null, null)
  def run() =
    leaf.walk: tree =>
      tree.size
