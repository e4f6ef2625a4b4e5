package a

fun test() {
  now()
  later()
}
