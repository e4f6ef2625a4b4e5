def f():
    pass


def g():
    f()
    f()


g()
