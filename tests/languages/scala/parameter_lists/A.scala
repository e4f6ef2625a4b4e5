package a

class Context { def log() = 1 }
class Item { def weight = 1 }

class Use {
  def fold(start: Item)(f: (Item, Item) => Item): Item = f(start, start)
  def logged(item: Item)(implicit context: Context): Item = { context.log(); item }
  def scoped[T](name: String)(body: => T): T = body
  def many(item: Item, times: Int = 1)(names: String*)(last: Item): Item = last

  def run(implicit context: Context) = {
    fold(new Item)((a, b) => a).weight
    fold(new Item) { (a, b) => b.weight; a }
    logged(new Item).weight
    scoped("x") { new Item().weight }
    many(new Item)("a", "b")(new Item).weight
  }
}

class Long {
  def folded(first: Item, second: Item, third: Item)(last: Item): Item = first
  def run(aRatherLongNameOfSomething: Item, anotherLongNameOfSomething: Item, yetAnotherNameOfSomething: Item) =
    folded(aRatherLongNameOfSomething, anotherLongNameOfSomething, yetAnotherNameOfSomething)(new Item)(new Item).weight
}
