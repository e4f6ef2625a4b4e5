"""Loads the statements of `queries/<name>.sql`: a line `-- name: why`, then the statement, up to the next such line."""

import re
from importlib import resources

_HEAD = re.compile(r"^-- (\w+): .+$", re.MULTILINE)


def load(name: str) -> dict[str, str]:
    text = resources.files("store").joinpath("queries", f"{name}.sql").read_text("utf-8")
    parts = _HEAD.split(text)[1:]
    return {key: body.strip() for key, body in zip(parts[::2], parts[1::2], strict=True)}
