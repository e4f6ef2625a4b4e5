from pkg.core import f


def g():
    f()
