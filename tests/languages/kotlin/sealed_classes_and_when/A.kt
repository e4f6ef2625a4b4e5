package a

sealed class Event

class Opened(val by: User) : Event()

class Closed : Event() {
    fun reason() {}
}

class User {
    fun greet() {}
}

fun handle(event: Event) {
    when (event) {
        is Opened -> event.by.greet()
        is Closed -> event.reason()
    }
    when (val same = event) {
        is Closed -> same.reason()
        else -> {}
    }
    if (event is Closed && event.reason() == Unit) {
        event.reason()
    }
    event.reason()
}
