package tools

class Use { def run = name("x").again }
