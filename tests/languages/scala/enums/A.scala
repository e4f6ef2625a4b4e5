package a

enum Color(val code: Int):
  case Red extends Color(1)
  case Green extends Color(2)
  case Mixed(left: Color, right: Color)
  def brighter: Color = Color.Red

object Use:
  def run(color: Color) =
    Color.Green.brighter
    color.brighter.code
    val mixed = Color.Mixed(Color.Red, Color.Green)
    color match
      case Color.Mixed(left, _) => left.brighter
      case _ => color.brighter
