def f():
    pass


class A:
    def f(self):
        f()
