package a

class Item { def parts: List[Item] = List(this); def weight = 1; def heavy: Boolean = true }

class Maybe[T](held: T) {
  def map[U](f: T => U): Maybe[U] = new Maybe(f(held))
  def flatMap[U](f: T => Maybe[U]): Maybe[U] = f(held)
  def foreach(f: T => Unit): Unit = f(held)
}

class Use {
  def run(items: List[Item], maybe: Maybe[Item], other: Maybe[Item]) = {
    for (item <- items) item.weight
    for { item <- items; part <- item.parts if part.heavy; same = part } yield same.weight
    for { x <- maybe; y <- other } yield y
    for (x <- maybe) println(x)
  }
}
