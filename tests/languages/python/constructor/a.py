class A:
    def __init__(self):
        pass


class B:
    pass


def g():
    A()
    B()
