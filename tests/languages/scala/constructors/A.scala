package a

class Base(x: Int) { def this() = this(1) }
class Plain
class Derived(y: Int) extends Base(y) {
  val plain = new Plain
  def this(text: String) = { this(1); set() }
  def set() = ()
}
object Use {
  def run = { new Derived(1); new Derived("x"); new Base; new Plain; new Derived(2) { def extra = set() } }
}
