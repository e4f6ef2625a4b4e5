package object tools {
  type Name = tools.inner.Text
  def name(text: String): Name = new tools.inner.Text(text)
  val most = 3
}
