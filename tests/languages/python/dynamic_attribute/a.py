class Proxy:
    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        return getattr(self.target, name)

    def known(self): ...


def f():
    proxy = Proxy(1)
    proxy.known()
    proxy.unknown()
