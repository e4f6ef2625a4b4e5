package a

sealed trait Shape { def area: Int }
case class Circle(radius: Int, center: Point) extends Shape { def area = radius }
case class Square(side: Int) extends Shape { def area = side; def sides = 4 }
case object Nothing extends Shape { def area = 0 }
class Point { def x = 1 }

object Twice {
  def unapply(point: Point): Option[(Point, Point)] = Some((point, point))
}

class Use {
  def run(shape: Shape, maybe: Option[Point]) = shape match {
    case Circle(_, center) => center.x
    case square @ Square(side) if square.sides > 3 => square.area
    case other: Circle => other.center.x
    case Nothing => Nothing.area
    case _ => shape.area
  }

  def more(maybe: Option[Point], point: Point) = {
    maybe match {
      case Some(p) => p.x
      case None => 0
    }
    point match { case Twice(a, b) => a.x }
    val Circle(_, middle) = Circle(1, point)
    middle.x
    val (first, second) = (point, Square(1))
    first.x + second.sides
    try point.x catch { case e: Failure => e.why }
    List(point).map { case q => q.x }
  }
}

class Failure extends Exception { def why = 1 }
