class Mixin:
    def run(self):
        self.step()
        self.start()
        self.known()

    def known(self): ...
