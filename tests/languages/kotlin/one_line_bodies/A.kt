package a

interface One { fun run() }

class Two : One { override fun run() {} }

object Three { fun go() = Two().run() }
