def f():
    pass


def broken(:
    f(


def g():
    f()
