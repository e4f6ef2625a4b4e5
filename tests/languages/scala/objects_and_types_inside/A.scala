package a

class Outer {
  class Inner { def up = outside }
  object Helper { def help(inner: Inner) = inner.up }
  def outside = 1
  type Alias = Inner
  def run(x: Alias) = Helper.help(x) + x.up
}

object Outer {
  class Nested { def go = 1 }
  object Deep { def dive = new Nested().go }
}

class Use {
  def run = { new Outer.Nested().go; Outer.Deep.dive; new Outer().run(null) }
}
