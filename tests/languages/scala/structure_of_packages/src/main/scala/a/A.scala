package a
package b

/** What a is. */
class A { val x = 1; type T = Int }
object A
trait B
case object C
