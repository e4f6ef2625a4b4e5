package a

class Url {
  companion object {
    fun String.toUrl(): Url = Url()
  }

  fun host(): String = ""
}
