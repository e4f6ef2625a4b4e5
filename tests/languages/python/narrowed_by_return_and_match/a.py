class A:
    def a(self): ...


class B:
    def b(self): ...


def f(x):
    if not isinstance(x, A):
        return
    x.a()


def g(x: A | B):
    match x:
        case A():
            x.a()
        case B() as y:
            y.b()


def h(x: A | None):
    if x is None:
        return
    x.a()
