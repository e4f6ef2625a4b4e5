"""The languages, each a folder of data and a small adapter. A language is loaded when its first file is encountered."""

from functools import cache
from importlib import import_module

from graph.languages import of_path
from parsing.language import Language
from parsing.manifests import READERS, manifest_of

PACKAGE_MARKERS = ("__init__.py", "__init__.pyi")  # files that make their directory a package, in any language


def language_of(path: str) -> str:
    """The language, or the kind of manifest, that reads this path; '' if neither does."""
    return manifest_of(path) or of_path(path)


def is_code(language: str) -> bool:
    """Whether this is a programming language, with definitions and uses, rather than a kind of manifest."""
    return bool(language) and language not in READERS


@cache
def load(name: str) -> Language:
    """Raises ModuleNotFoundError for a name that is not a programming language."""
    language: Language = import_module(f"parsing.languages.{name}").LANGUAGE
    return language
