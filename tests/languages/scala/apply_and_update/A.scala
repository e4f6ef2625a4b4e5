package a

class Grid(size: Int) {
  def apply(x: Int): Cell = new Cell
  def update(x: Int, cell: Cell): Unit = ()
}
object Grid {
  def apply(size: Int): Grid = new Grid(size)
  def of(size: Int) = Grid(size)
}
class Cell { def mark() = 1 }
case class Pair(left: Cell, right: Cell)
object Pair { def apply(both: Cell): Pair = Pair(both, both) }

class Use(grid: Grid) {
  def run(f: Int => Cell) = {
    Grid(3)(1).mark()
    grid(2).mark()
    grid.apply(2).mark()
    f(1).mark()
    Pair(new Cell).left.mark()
    Pair(new Cell, new Cell).right.mark()
  }
}
