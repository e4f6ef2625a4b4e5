from ..b import f


def k():
    f()
