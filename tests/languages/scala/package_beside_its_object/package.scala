package shop

package object cart {
  def empty(names: List[String] = Nil) = new Cart(1)
}

package cart {
  class Cart(val size: Int)
}
