"""Why there is an edge, and why there is none: one file linked again, with a memory of what led where."""
