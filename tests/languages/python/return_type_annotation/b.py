class Thing:
    def go(self):
        pass


def make() -> "Thing":
    raise NotImplementedError
