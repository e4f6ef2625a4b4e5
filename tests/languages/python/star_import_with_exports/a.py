from b import *


def g():
    f()
    _shown()
