from functools import partial


def f(x):
    pass


def g():
    later = partial(f, 1)
    later()
    call = lambda: f(2)
    call()
