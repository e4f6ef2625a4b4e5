__all__ = ["MOST", "Limit"]

MOST = 3
least = 1


class Limit(Exception):
    HIGH = 9


def total(): ...


def _hidden(): ...
