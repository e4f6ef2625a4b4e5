from . import b
from .b import f
from .sub.c import k


def g():
    b.f()
    f()
    k()
