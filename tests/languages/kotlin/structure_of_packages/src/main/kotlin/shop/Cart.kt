package shop

/** What is bought. */
class Cart {
    val items = ArrayList<String>()
    fun add(name: String) {
        items.add(name)
    }
}
