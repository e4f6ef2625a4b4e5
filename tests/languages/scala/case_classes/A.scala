package a

case class Point(x: Int, y: Int = 0) {
  def moved(by: Int): Point = copy(x = x + by)
}

case class Line(from: Point, to: Point) {
  def ends = List(from, to)
  def shifted = Line(from.moved(1), to.moved(1))
}

class Use { def run = Line(Point(1), Point(1, 2)).shifted.from.moved(3) }
