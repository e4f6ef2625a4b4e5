from b import Base


class A(Base):
    def f(self):
        self.g()


def h(a: A):
    a.g()
