"""`python -m documents`: regenerates the pages of docs/reference from the code."""

from documents.pages import PAGES, REFERENCE


def main() -> None:
    REFERENCE.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page())


if __name__ == "__main__":
    main()
