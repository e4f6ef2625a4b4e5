class Base:
    def __init__(self): ...


class Thing(Base):
    pass


def f():
    Thing()
