"""The ruler: what a push, a first index, a delivery and an answer cost, beside the floor measured in the same run."""
