from mixin import Mixin


class Other:
    def start(self): ...


class Job(Mixin, Other):
    def __init__(self):
        self.step = self.work

    def work(self): ...

    def known(self): ...
