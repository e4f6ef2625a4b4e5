"""Every generated page: its file name, and the function that generates it."""

from pathlib import Path

from documents import agents, commands, errors, http, metrics, settings

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
PAGES = {
    "settings.md": settings.whole,
    "commands.md": commands.whole,
    "http.md": http.whole,
    "agents.md": agents.whole,
    "metrics.md": metrics.whole,
    "errors.md": errors.whole,
}
