package a

class Item {
    fun price() = 1
    fun parts(): List<Item> = emptyList()
}

fun each(items: List<Item>, take: (Item) -> Int) {
    for (item in items) {
        take(item)
    }
}

fun help(item: Item) = item.price()

val kept: (Item) -> Int = { it.price() }

fun use(items: List<Item>) {
    each(items) { it.price() }
    each(items, ::help)
    each(take = { item -> item.price() }, items = items)
    items.flatMap { it.parts() }.map { it.price() }
    items.forEach { item: Item -> item.price() }
    items.map(Item::price)
    items.first { it.price() > 1 }.price()
    kept(items[0])
}
