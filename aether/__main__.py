"""`python -m aether`, with which the service starts its own processes."""

from aether.cli import main

main(prog_name="aether")
