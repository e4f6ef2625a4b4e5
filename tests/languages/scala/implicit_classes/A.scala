package a

object Syntax {
  implicit class Words(text: String) {
    def words: List[String] = List(text)
    def shout(mark: String): String = text + mark
  }
  implicit class Boxed[T](box: Box[T]) {
    def open(): T = box.held
  }
}

class Box[T](val held: T)

class Item { def name = "item" }
