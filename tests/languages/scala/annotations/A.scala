package a

import scala.annotation.StaticAnnotation

class slow(why: String) extends StaticAnnotation

class Use {
  @slow("x") def run = 1
  @deprecated("x", "y") def old = run
}

@slow("all") class All
