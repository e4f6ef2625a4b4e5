"""The languages, each a folder of data and a small adapter. A language is loaded when its first file is met."""

from functools import cache
from importlib import import_module

from parsing.language import Language

SUFFIXES = {".py": "python", ".pyi": "python", ".pyw": "python"}
PACKAGE_MARKERS = ("__init__.py", "__init__.pyi")  # files that make their directory a package, of all languages


def language_of(path: str) -> str:
    """The name of the language that reads this path, '' where none does."""
    name = path.rpartition("/")[2]
    return SUFFIXES.get(name[name.rfind(".") :], "") if "." in name else ""


@cache
def load(name: str) -> Language:
    """ModuleNotFoundError for a name that `language_of` never gives."""
    language: Language = import_module(f"parsing.languages.{name}").LANGUAGE
    return language
