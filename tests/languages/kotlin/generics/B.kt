package b

interface Node<T>

class Leaf<T, N : Node<T>>

fun <A : Leaf<B, Node<B>>, B : Comparable<A>> largest(of: A, by: B): A = of

fun <T : Comparable<T>, C : T> C.chosen(): C = this
