class Root:
    def f(self):
        pass


class Left(Root):
    pass


class Right(Root):
    def f(self):
        pass


class Both(Left, Right):
    pass


def g():
    Both().f()
