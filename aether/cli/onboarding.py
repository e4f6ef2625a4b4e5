"""`aether onboarding`: the progress of an organisation's first indexes."""

import time
from collections.abc import Callable
from datetime import timedelta

import click

from aether.cli.opening import JSON, TENANT, in_tenant
from aether.cli.output import document, table
from store.onboarding import Onboarding, Progress

UNFINISHED = ("repo", "state", "stage", "percent", "error_code", "run_id")
SHOWN = 20  # unfinished repositories in the table for people; failed ones come first
TICK = 1.0  # seconds between updates


@click.command()
@click.option("--hook", "hook_id", help="By default, every repository of the tenant.")
@click.option("--follow", is_flag=True, help="Keep showing until all are done.")
@TENANT
@JSON
def onboarding(hook_id: str | None, follow: bool, tenant: str, as_json: bool) -> None:
    """Show how many repositories have their first index, the rate, and the estimated time left."""
    with in_tenant(tenant) as (found, tenant_id):
        store = Onboarding(found.bridge)
        progress = store.progress(tenant_id, hook_id)
        if follow:
            progress = _followed(lambda: store.progress(tenant_id, hook_id), hidden=as_json)
    if as_json:
        document({**progress._asdict(), "unfinished": [each._asdict() for each in progress.unfinished]})
        return
    click.echo(_line(progress))
    rows = sorted(progress.unfinished, key=lambda each: ("failed", "at_work", "waiting").index(each.state))
    if rows:
        table([row._asdict() for row in rows[:SHOWN]], UNFINISHED)


def _line(progress: Progress) -> str:
    text = f"{progress.indexed} of {progress.known} repositories indexed"
    text += "".join(
        f", {count} {what}"
        for what, count in (("failed", progress.failed), ("at work", progress.at_work), ("waiting", progress.waiting))
        if count
    )
    if progress.at_work + progress.waiting == 0:
        return text
    left = "time left unknown" if progress.seconds_left is None else f"about {_time(progress.seconds_left)} left"
    return f"{text}; {progress.per_minute:.1f} a minute, {left}"


def _time(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


def _followed(look: Callable[[], Progress], *, hidden: bool) -> Progress:
    """Follows the progress with a bar on stderr, hidden for JSON output."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), disable=hidden) as bar:
        shown = bar.add_task("", total=1)
        while True:
            progress = look()
            done = progress.indexed + progress.failed
            bar.update(shown, total=progress.known, completed=done, description=_line(progress))
            if done == progress.known:
                return progress
            time.sleep(TICK)
