package a

class Item { def weight = 1 }
class Box[T](val held: T) { def get: T = held; def map[U](f: T => U): Box[U] = new Box[U](f(held)) }
class Items extends Box[Item](new Item)

object Use {
  def heaviest[T <: Item](x: T): T = { x.weight; x }
  def run(box: Box[Item], items: Items, nested: Map[String, List[Box[Item]]]) = {
    box.get.weight
    box.held.weight
    items.get.weight
    nested("x").head.get.weight
    nested.get("x").map(_.head.get.weight)
    nested.values.flatten.map(b => b.get)
    heaviest(new Item).weight
    box.map(x => x.weight)
  }
}
