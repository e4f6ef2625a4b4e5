"""`python -m benchmarks.accuracy REPOSITORY --commit C --oracle FILE --scorer DIR`: how true the edges of a commit are.

The oracle says, for that commit, what a compiler or type checker says; the scorer's directory holds `candidate.py`, which turns
an export into its own form, and `score.py`, which compares. Neither belongs to this repository. What the scorer says is printed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

FOUND = click.Path(exists=True, path_type=Path)


@click.command(help=__doc__)
@click.argument("repository", type=FOUND)
@click.option("--commit", required=True)
@click.option("--oracle", required=True, type=FOUND)
@click.option("--scorer", required=True, type=FOUND)
@click.argument("options", nargs=-1)
def main(repository: Path, commit: str, oracle: Path, scorer: Path, options: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory(prefix="aether-accuracy-") as directory:
        export, candidate = Path(directory, "export.jsonl"), Path(directory, "candidate.jsonl")
        environment = {**os.environ, "AETHER_DATA_DIR": str(Path(directory, "data"))}
        for verb in (
            ("index", str(repository), "--repo", "measured", "--rev", commit),
            ("export", "--repo", "measured", "-o", str(export)),
        ):
            subprocess.run((sys.executable, "-m", "aether", *verb), env=environment, stdout=sys.stderr, check=True)
        with candidate.open("wb") as written:
            subprocess.run((sys.executable, str(scorer / "candidate.py"), str(export)), stdout=written, check=True)
        compare = (sys.executable, str(scorer / "score.py"), str(oracle), str(candidate), *options)
        subprocess.run(compare, check=True)


if __name__ == "__main__":
    main()
