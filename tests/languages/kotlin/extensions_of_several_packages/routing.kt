package routing

class Route

fun Route.get(path: String): Route = this
