package a

trait Order[T]:
  def compare(x: T, y: T): Int

object Orders:
  given ints: Order[Int] with
    def compare(x: Int, y: Int): Int = x - y
  given Order[String] with
    def compare(x: String, y: String): Int = 0

def sorted[T](xs: List[T])(using order: Order[T]): Int =
  order.compare(xs.head, xs.head)

@main def run() =
  import Orders.ints
  sorted(List(1))
  ints.compare(1, 2)
