"""A repository of which a linked owner can see only what it asked."""

from collections.abc import Iterable

from parsing.language import Interface
from parsing.linking.snapshot import Snapshot, item_key, path_key, stem_key


class Narrowed(Snapshot):
    """A repository that holds nothing but the answers to some recorded questions."""

    own = ""
    trace: frozenset[int] = frozenset()

    def interface(self, path: str) -> Interface | None:
        return self.interfaces([path])[0]

    def interfaces(self, paths: Iterable[str]) -> list[Interface | None]:
        wanted = list(paths)
        return [self.narrow(path, found) for path, found in zip(wanted, super().interfaces(wanted), strict=True)]

    def narrow(self, path: str, found: Interface | None) -> Interface | None:
        if path == self.own:
            return found
        items = {name: item for name, item in (found or {}).items() if item_key(path, name) in self.trace}
        stems = [path.removesuffix(ending) for ending in ("/__init__.py", "/__init__.pyi", ".py", ".pyi")]
        return items if items or (found and self.trace.intersection(map(stem_key, stems))) else None

    def exists(self, paths: Iterable[str]) -> list[bool]:
        wanted = list(paths)
        asked = [bool(self.trace & {path_key(path), stem_key(path)}) for path in wanted]
        return [found and known for found, known in zip(super().exists(wanted), asked, strict=True)]
