package a

import a.Url.Companion.toUrl

fun use(text: String) {
  "x".toUrl().host()
  text.toUrl()
  String(1, 2).toUrl()
}
