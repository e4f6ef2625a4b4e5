import typing as t


class A:
    def go(self):
        pass


def g(x):
    t.cast(A, x).go()
    t.cast("A", x).go()
    getattr(A(), "go")()
