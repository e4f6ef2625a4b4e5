package a

class Circle(val radius: Double)

extension (c: Circle)
  def circumference: Double = c.radius * 2
  def scaled(by: Int): Circle = Circle(c.radius * by)

extension [T](xs: List[T]) def second: T = xs.tail.head
