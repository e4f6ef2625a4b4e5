from .impl import f as public
