package a

class Item(val next: Item) {
  def weight: Int = 1
  def heavier(than: Item): Boolean = weight > than.weight
  def plus(other: Item): Item = this
}

class Use {
  def each(f: Item => Any) = f(new Item(null))
  def both(f: (Item, Item) => Item) = f(new Item(null), new Item(null))

  def run(items: List[Item]) = {
    each(_.weight)
    each(_.next.weight)
    both(_ plus _)
    both(_.plus(_))
    items.map(_.next).filter(_.weight > 3).sortBy(_.weight)
    items.map(x => x.next).foreach { y => y.weight }
    items map { z => z.weight }
    items foreach each2
  }

  private def each2(item: Item) = item.weight
}
