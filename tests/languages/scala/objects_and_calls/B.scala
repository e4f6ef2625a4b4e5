package a.b

class Box[T](held: T) {
  def get: T = held
  def map[U](f: T => U): Box[U] = new Box(f(held))
  def fold[U](start: U)(f: (U, T) => U): U = f(start, held)
}
