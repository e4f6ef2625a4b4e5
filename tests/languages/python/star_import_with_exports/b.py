__all__ = ["_shown"]


def f():
    pass


def _shown():
    pass
