package tools.inner

import tools._

class Text(val held: String) {
  def again = name(held).held
  def same(other: Name) = other.again
}
