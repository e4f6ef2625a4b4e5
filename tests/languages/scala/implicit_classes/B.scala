package b

import a.Syntax._
import a.{Box, Item}

class Use {
  def run(text: String, box: Box[Item]) = {
    text.words
    text.shout("!").words
    box.open()
    3.words
  }
}
