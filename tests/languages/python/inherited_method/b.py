class Base:
    def g(self):
        pass
