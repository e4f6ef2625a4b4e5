package a

class Use extends Shop {
  def run(shop: Shop) = {
    Shop.open().price("x")
    shop.next.next().price("y")
    new Shop.Counter().count()
    price("z")
  }
}
