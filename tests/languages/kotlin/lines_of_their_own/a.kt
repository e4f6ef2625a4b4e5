package a

actual open class Text
internal actual constructor(
  internal actual val data: String,
) : Comparable<Text> {
  fun size(): Int = data.length
  override fun compareTo(other: Text): Int = size() - other.size()
}

class Plain
internal constructor(private val text: Text) {
  fun size() = text.size()
}

class Named(private val text: Text) {
  val size
    @JvmName("size")
    get() = text.size()
}
