class Thing:
    def go(self):
        pass


def make():
    thing = Thing()
    return thing


def g():
    made = make()
    made.go()
