package b

import a._

def use(circle: Circle, circles: List[Circle]) =
  circle.circumference
  circle.scaled(2).scaled(3).circumference
  circles.second.circumference
