"""MkDocs hooks for the site: pages from outside docs/, an index of the decisions, adapted links."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from documents.links import BROUGHT, DECISIONS, followed

ROOT = Path(__file__).resolve().parents[1]
MERMAID = ROOT / ".site-parts" / "mermaid.min.js"  # `make docs` fetches it, by its hash
SCRIPT = re.compile(r'<script src="[^"]*mermaid\.min\.js"></script>')
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


def on_files(files: Files, config: Any) -> Files:
    for source, page in BROUGHT.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text("utf-8")))
    files.append(File.generated(config, DECISIONS, content=decisions()))
    if MERMAID.exists():  # it need not for `make check-docs`, whose site nobody reads
        files.append(File.generated(config, "assets/mermaid.min.js", abs_src_path=str(MERMAID)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    return followed(markdown, page.file.src_uri)


def on_post_page(output: str, **_: Any) -> str:
    """Five megabytes of script only where there is a diagram."""
    return output if 'class="mermaid"' in output else SCRIPT.sub("", output)


def decisions() -> str:
    rows = []
    for path in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        found = TITLE.search(path.read_text("utf-8"))
        rows.append(f"- [{found[1] if found else path.stem}]({path.name})")
    return "\n".join(["# Decisions", "", "What was decided, and why; each with what was measured.", "", *rows, ""])
