"""Proportional: a push costs what it changes, not what the repository holds."""

from tests.aether.installation import until
from tests.repositories import commit
from tests.tasks.workplace import Workplace

MODULE = b"from p%d.base import Base\n\n\nclass Part(Base):\n    def work(self):\n        return self.help()\n"
BASE = b"class Base:\n    def help(self):\n        return 1\n"
READ = "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint as rows from pg_stat_user_tables"
AWAY = "select from pg_stat_activity where datname = current_database() and application_name = 'aether'"


def packages(number: int) -> dict[bytes, bytes]:
    files = {b"p%d/%s.py" % (each, name): MODULE % each for each in range(number) for name in (b"a", b"b", b"c")}
    return files | {b"p%d/base.py" % each: BASE for each in range(number)}


def rows_read(place: Workplace) -> int:
    """So far, in this database: a server's process says what it did when it ends, at the latest."""
    place.bridge.close()
    until(lambda: not place.sql(AWAY))
    found: int = place.sql(READ)[0]["rows"]
    return found


def read_by_a_push(place: Workplace, number: int) -> int:
    """Rows of tables that a function more in one file of so many packages takes; the files are counted, too."""
    repo, files = f"sized-{number}", packages(number)
    path = place.local(repo, files)
    place.index(repo)
    place.sql("analyze")
    before = rows_read(place)
    files[b"p2/a.py"] += b"\n\ndef more():\n    return Part()\n"
    commit(path, files)
    result = place.index(repo)
    assert (result["mode"], result["files_relinked"], result["files"]) == ("delta", 1, len(files))
    return rows_read(place) - before


def test_a_push_reads_as_many_rows_of_a_repository_ten_times_as_large(place: Workplace) -> None:
    few = read_by_a_push(place, 10)
    many = read_by_a_push(place, 100)

    assert many < few + 100  # of 400 files, 100 directories, 800 nodes


def test_the_files_are_counted_as_if_all_were_looked_at(place: Workplace) -> None:
    """Whatever a push does to them: they come, go, are left out, become another language's, or a directory's."""
    repo, files = "counted", packages(3)
    path = place.local(repo, files)
    place.index(repo)
    pushes: list[dict[bytes, bytes | None]] = [
        {b"p0/a.py": b"def broken(:\n", b"p0/b.py": b"\0"},
        {b"p0/a.py": b"x = 1\n", b".aetherignore": b"p1/\n"},
        {b"p2/a.py": None, b"p2/a.go": b"package a\n", b".aetherignore": None},
        {b"p2/a.go": None, b"p2/a.go/b.py": b"x = 1\n"},
    ]
    for number, changed in enumerate(pushes):
        files |= {name: text for name, text in changed.items() if text is not None}
        files = {name: text for name, text in files.items() if changed.get(name, text) is not None}
        commit(path, files)
        pushed, other = place.index(repo), f"counted-{number}"
        place.catalogue.repositories.ensure(place.tenant, other, str(path))
        fresh = place.index(other)
        assert [pushed[name] for name in ("files", "skipped", "partial_files")] == [
            fresh[name] for name in ("files", "skipped", "partial_files")
        ]
        assert pushed["metrics"]["languages"] == fresh["metrics"]["languages"]
