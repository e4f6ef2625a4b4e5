package test

import client.*
import routing.*

class Other

fun Other.get(): Other = this

fun use(client: Client, route: Route, other: Other) {
  client.get("a")
  route.get("b")
  other.get()
}
