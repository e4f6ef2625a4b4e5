package c

import a.{A => First, Tools}
import a.b._
import Tools.hammer
import First.{make, other => another, Inner}

class C {
  def run = {
    hammer
    make.one
    another.one
    new B().two
    new Inner().deep
    import a.A._
    Tools.hammer
  }
}
