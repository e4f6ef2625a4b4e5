package a

class Box {
    fun own() {}
}

class Bag
