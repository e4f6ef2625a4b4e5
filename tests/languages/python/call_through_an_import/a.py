import b
from b import f as h


def g():
    b.f()
    h()
