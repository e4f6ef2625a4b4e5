class Base:
    def go(self):
        pass
