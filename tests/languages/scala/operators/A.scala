package a

class Vec(val x: Int) {
  def +(other: Vec): Vec = new Vec(x + other.x)
  def unary_- : Vec = new Vec(-x)
  def ::(other: Vec): Vec = this
  def dot(other: Vec): Int = x * other.x
  def <=(other: Vec) = true
  def normal = this
}

class Use {
  def run(a: Vec, b: Vec) = {
    a + b + a
    (a + b).normal
    a :: b
    a dot b
    -a
    a <= b
    a normal
  }
}
