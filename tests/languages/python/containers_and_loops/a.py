class A:
    def go(self):
        pass


def g(many: list[A], named: dict[str, A]):
    for one in many:
        one.go()
    for name, one in named.items():
        one.go()
    [each.go() for each in named.values()]
    first, second = A(), many
    first.go()
    second[0].go()
