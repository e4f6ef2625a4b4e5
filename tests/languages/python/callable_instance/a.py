class A:
    def __call__(self):
        pass


def g():
    A()()
