"""A single-file component as one module: its scripts as they are, each template element as a call of a component.

Calls in a template are read only with a setup script, whose names the template sees. Otherwise a template sees members of
the component, which are not followed. A name that a template binds hides the script's name in the whole template.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from parsing.embedding import Embedded, Piece
from parsing.languages.vue.markup import Attribute, Token, tokens

LANGUAGES = {"ts": "typescript", "tsx": "tsx"}  # otherwise JavaScript, whose grammar has JSX elements
_DYNAMIC = re.compile(r"[:@#]|v-")
_LOOP = re.compile(rb"(.*?)\s(?:in|of)\s(.*)", re.DOTALL)
_WORDS = re.compile(rb"[A-Za-z_$][\w$]*")
_NAME = re.compile(rb"\s*[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*\s*")
_BINDING = ("v-slot", "#", "slot-scope")  # these bind names and call nothing
_SILENT = frozenset({"v-else", "v-once", "v-pre", "v-cloak"})


def embedded(source: bytes) -> Embedded:
    read = list(tokens(source))
    scripts = [each for each in read if each.tag == "script" and each.kind == "text"]
    lang = next(filter(None, (each.says("lang") for each in scripts)), "")
    template = _template(read)
    setup = any(each.says("setup") is not None for each in scripts)
    found = [(each.at, each.text + b"\n") for each in scripts]
    found += _elements(template) + (_expressions(template) if setup else [])
    partial = any(each.kind == "broken" for each in read)
    return Embedded(LANGUAGES.get(lang, "javascript"), tuple(_pieces(source, found)), partial, component=True)


def _template(read: Sequence[Token]) -> list[Token]:
    """The tokens inside the file's template."""
    found: list[Token] = []
    depth = 0
    for each in read:
        if each.tag == "template":
            depth += {"open": 1, "close": -1}.get(each.kind, 0)
        plain = each.tag == "template" and depth == 1 and each.says("lang") not in {None, "html"}
        if plain:
            return []  # a template in another language, such as Pug
        if depth > 0:
            found.append(each)
    return found[1:]


def _elements(template: Iterable[Token]) -> list[tuple[int, bytes]]:
    """`<Item>` and `<my-item>` as calls of `Item` and `MyItem`; other elements are plain HTML."""
    opened = (each for each in template if each.kind == "open")
    return [(each.at, b";%s()" % name.encode()) for each in opened if (name := _component(each.tag))]


def _component(tag: str) -> str:
    if "." in tag or not tag.islower():
        return tag.replace("-", "")
    return "".join(part.capitalize() for part in tag.split("-")) if "-" in tag else ""


def _expressions(template: Sequence[Token]) -> list[tuple[int, bytes]]:
    """Each expression as a statement that begins two bytes before it; all of them inside one function, whose parameters
    are the names that the template binds.
    """
    dynamic = [each for token in template for each in token.attributes if _DYNAMIC.match(each.name)]
    found = [(each.at - 2, b";(%s);" % each.text) for each in template if each.kind == "text" and each.text.strip()]
    found += [(each.at - 2, told) for each in dynamic if (told := _statement(each))]
    if not found:
        return []
    names = b",".join(sorted({name for each in dynamic for name in _bound(each)}))
    found.sort()
    first, last = found[0], found[-1]
    found[0] = (first[0], b";((%s) => {" % names + first[1])
    found[-1] = (last[0], found[-1][1] + b"});")
    return found


def _statement(attribute: Attribute) -> bytes:
    name, value = attribute.name, attribute.value
    if not value.strip() or name in _SILENT or name.startswith(_BINDING):
        return b""
    if name == "v-for":
        loop = _LOOP.fullmatch(value)
        return b";(%s);" % loop[2] if loop else b""
    if not name.startswith(("@", "v-on")):
        return b";(%s);" % value
    return b";[%s];" % value if _NAME.fullmatch(value) else b";{%s};" % value


def _bound(attribute: Attribute) -> Iterator[bytes]:
    if attribute.name.startswith(("@", "v-on")):
        yield b"$event"
    loop = _LOOP.fullmatch(attribute.value) if attribute.name == "v-for" else None
    written = loop[1] if loop else attribute.value if attribute.name.startswith(_BINDING) else b""
    yield from _WORDS.findall(written)


def _pieces(source: bytes, found: Iterable[tuple[int, bytes]]) -> Iterator[Piece]:
    breaks = [match.end() for match in re.finditer(b"\n", source)]
    for at, text in sorted(found):
        row = bisect_right(breaks, at)
        yield Piece(text, row, at - (breaks[row - 1] if row else 0))
