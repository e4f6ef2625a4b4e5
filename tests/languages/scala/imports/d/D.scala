package d

import _root_.a._
import b.B

class D { def run(x: B) = x.two + Tools.hammer }
