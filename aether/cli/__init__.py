"""The command `aether`. Each module below holds a few verbs; this one joins them."""

import logging
import os
from pathlib import Path

import click

from aether import logs
from aether.cli import administration, indexing, querying, registering, serving


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aelus-aether")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where embedded servers and mirrors live (AETHER_DATA_DIR; default ~/.local/share/aether).",
)
def main(data_dir: Path | None) -> None:
    """A code graph of every repository, true to its newest push.

    Where DATABASE_URL and CELERY_BROKER_URL are unset, commands start or attach to embedded servers under the data directory.
    """
    logs.configure(logging.WARNING)
    if data_dir is not None:
        os.environ["AETHER_DATA_DIR"] = str(data_dir)


for module in (serving, indexing, querying, administration, registering):
    module.add_to(main)
