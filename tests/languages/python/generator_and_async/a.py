class A:
    def go(self):
        pass


def many():
    yield A()


async def one() -> A:
    return A()


async def g():
    for a in many():
        a.go()
    (await one()).go()
