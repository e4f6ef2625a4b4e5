"""Why there is an edge, or none: one file is linked again by an evaluator that records what led where."""
