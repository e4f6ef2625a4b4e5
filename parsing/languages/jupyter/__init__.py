"""Jupyter notebooks: the code cells of a Python kernel, in order, as one Python file."""

from dataclasses import replace

from parsing.languages import python
from parsing.languages.jupyter.cells import embedded

LANGUAGE = replace(
    python.LANGUAGE,
    name="jupyter",
    embedded=embedded,
    builtins=python.LANGUAGE.builtins | {"display", "get_ipython"},
)
