package a

class Item
class Heavy extends Item

class Use {
  def put(x: Int): Int = x
  def put(x: String): String = x
  def put(x: Item, times: Int): Item = x
  def put(x: Item): Item = x
  def put: Use = this

  def run(item: Heavy) = {
    put(1)
    put("x")
    put(item)
    put(item, 2)
    put.put(3)
  }
}
