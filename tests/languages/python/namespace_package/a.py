from space.mod import f
import space.mod


def g():
    f()
    space.mod.f()
