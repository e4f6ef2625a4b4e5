"""Which file `source` reads."""

from posixpath import join, normpath

from graph.paths import parents
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module

BUILTINS = frozenset(
    (  # noqa: SIM905
        "alias bg bind break builtin caller cd command compgen complete continue declare dirs disown echo enable eval exec exit "
        "export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray "
        "readonly return set shift shopt source suspend test time times trap true type typeset ulimit umask unalias unset wait "
        "awk basename cat chmod chown cp curl cut date dirname env expr find git grep head id install ln ls make mkdir mktemp mv "
        "openssl ps rm rmdir sed seq sleep sort ssh stat sudo tail tar tee touch tr tty uname uniq wc wget which xargs"
    ).split()
)


def module_name(path: str, _: Reads) -> str:
    return path.rpartition(".")[0] or path


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """Looked up beside the file, in parent directories, then anywhere; None if a fully literal path leads nowhere."""
    path = spec.removeprefix("~").lstrip("/") if spec.startswith("~/") else spec
    if path.startswith("/"):
        return external(spec)
    places = [normpath(join(each, path)) for each in parents(importer)]
    found = next((each for each in dict.fromkeys(places) if reads.item(each, "") is not None), "")
    if found:
        return module(found)
    return external(spec.removeprefix("~")) if spec.startswith("~") else None
