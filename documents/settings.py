"""Every environment variable, from the settings model."""

from pydantic.fields import FieldInfo

from aether.settings import SECRETS, Settings
from documents.tables import code, page, table

ABOUT = """All settings are environment variables. They are read once, when a process starts; an invalid one is named, and the process
does not start. An empty variable counts as not set. Every setting that holds a secret (marked S) can be read from a file instead:
append `_FILE` to its name.
"""


def whole() -> str:
    rows = [_row(field) for field in Settings.model_fields.values()]
    return page("Settings", ABOUT, table(("name", "default", "meaning"), rows))


def _row(field: FieldInfo) -> tuple[str, str, str]:
    name = str(field.alias)
    secret = " S" if name in SECRETS else ""
    return f"{code(name)}{secret}", _default(field.default), str(field.description)


def _default(value: object) -> str:
    if value is None or value in ((), {}, frozenset()):
        return ""
    return code(int(value) if isinstance(value, float) and value.is_integer() else value)
