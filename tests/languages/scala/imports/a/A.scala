package a

class A { def one = 1 }
object A { def make = new A; def other = make; class Inner { def deep = 1 } }
object Tools { def hammer = 1; val nail = 2 }
