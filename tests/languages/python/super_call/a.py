class Base:
    def __init__(self):
        pass

    def f(self):
        pass


class A(Base):
    def __init__(self):
        super().__init__()

    def f(self):
        super(A, self).f()
