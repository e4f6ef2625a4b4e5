package b

import a.html

class Page {
    fun title() = "x"

    fun draw() = html {
        body {
            text(title())
            this.text("y")
        }
    }
}
