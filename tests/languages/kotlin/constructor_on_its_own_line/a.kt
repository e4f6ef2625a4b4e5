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
