package shop
package cart

class Use {
  def run(cart: Cart) = empty().size + cart.twice
  private implicit class Twice(cart: Cart) { def twice = cart.size }
}
