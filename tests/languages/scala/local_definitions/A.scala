package a

class Item { def weight = 1 }

object Use {
  def run(items: List[Item]) = {
    def helper(item: Item): Int = item.weight + zero
    def zero = 0
    val first = new Item
    lazy val second = make
    var third: Item = null
    third = first
    items.foreach(helper)
    helper(first) + second.weight + third.weight + zero
    val weight = 3
    weight
  }
  private def make = new Item
}
