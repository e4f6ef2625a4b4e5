"""Adapts links in pages that are published at a different path than in the repository."""

import posixpath
import re
from collections.abc import Mapping

BROUGHT: Mapping[str, str] = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
DECISIONS = "decisions/index.md"
_LINK = re.compile(
    r"^```.*?^```$"  # what is code stays,
    r"|\[(?P<words>(?:`[^`]*`|[^\]`])*)\]\((?P<target>[^)\s]+)\)"
    r"|`[^`\n]+`",  # in a line, too
    re.MULTILINE | re.DOTALL,
)


def followed(markdown: str, page: str) -> str:
    """The text of a page of the site, which leads to pages of the site only: a link to another file of the repository becomes
    its words.
    """
    source = {made: given for given, made in BROUGHT.items()}.get(page, f"docs/{page}")

    def link(found: re.Match[str]) -> str:
        target = found["target"]
        if not target or "://" in target or target.startswith("#"):
            return found[0]
        path, hash_, anchor = target.partition("#")
        there = in_site(posixpath.normpath(posixpath.join(posixpath.dirname(source), path)))
        if there is None:
            return found["words"]
        return f"[{found['words']}]({posixpath.relpath(there, posixpath.dirname(page))}{hash_}{anchor})"

    return _LINK.sub(link, markdown)


def in_site(path: str) -> str | None:
    """The page that a file of the repository is in the site; None for one that is no page."""
    if path in BROUGHT:
        return BROUGHT[path]
    if path == "docs/decisions":
        return DECISIONS
    return path.removeprefix("docs/") if path.startswith("docs/") and path.endswith(".md") else None
