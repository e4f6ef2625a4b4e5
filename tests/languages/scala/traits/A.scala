package a

trait Named {
  def name: String
  def greet(): String = "hello " + name
}

trait Loud extends Named {
  abstract override def greet(): String = super.greet() + "!"
}

trait Quiet extends Named {
  override def greet(): String = super.greet()
}

class Person(val name: String) extends Named

class Both(name: String) extends Person(name) with Quiet with Loud {
  def run = greet()
}

trait Needs { self: Named =>
  def both = greet() + self.name + this.name
}

object Loudest extends Both("x") with Needs {
  def go = both + run
}
