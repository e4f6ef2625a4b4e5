package a

import a.b.{Box => Crate}

class Shape(val edges: Int, name: String) {
  def twin: Shape = new Shape(edges, name)
  def label() = name
  def area(scale: Int): Int = scale
  def again = twin.twin.label()
}

object Shape {
  val most = 9
  def square: Shape = new Shape(4, "square")
  def apply(edges: Int): Shape = new Shape(edges, "some")
}

case class Point(x: Int, y: Shape)

object Use extends App {
  def run(): Unit = {
    Shape.square.twin.area(3)
    Shape(3).label
    val p = Point(1, Shape(2))
    p.y.twin
    p.copy(x = 2).y.label()
    new Crate(p).get.y.twin
    helper
    List(p).map(_.y).foreach(s => s.label())
    p match { case Point(_, s) => s.twin }
    for (q <- List(p); s = q.y) yield s.twin
  }
  private def helper = run()
}
