class A:
    def a(self): ...


class B:
    def b(self): ...


def both(x):
    if isinstance(x, A) and x.a():
        pass


def neither(x):
    if not isinstance(x, A) or x.a():
        return


def otherwise(x):
    if not isinstance(x, A):
        x.a()
    elif x:
        x.a()
    else:
        x.a()


def long(x):
    while isinstance(x, A):
        x.a()


def filtered(x):
    return [each.a() for each in x if isinstance(each, A)]


def attribute(x):
    if isinstance(x.y, A):
        x.y.a()
    x.y.a()


class Holder:
    def __init__(self, held):
        self.held = held

    def use(self):
        assert isinstance(self.held, B)
        self.held.b()

    def left(self):
        if not isinstance(self.held, A):
            return
        self.held.a()


def of_type(x):
    if type(x) is A:
        x.a()


def subclass(x):
    if issubclass(x, A):
        x().a()


def alternatives(x):
    match x:
        case A() | B():
            x.a()
            x.b()


def one_of_two(x):
    return x.b() if not isinstance(x, A) else x.a()
