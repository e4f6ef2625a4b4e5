class Engine:
    def start(self):
        pass


class Car:
    def __init__(self, engine: Engine):
        self.engine = engine
        self.spare = Engine()

    def go(self):
        self.engine.start()
        self.spare.start()
