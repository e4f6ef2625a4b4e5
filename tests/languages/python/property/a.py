class Part:
    def go(self):
        pass


class A:
    @property
    def part(self) -> Part:
        return Part()

    @part.setter
    def part(self, value):
        pass

    def f(self):
        self.part.go()
