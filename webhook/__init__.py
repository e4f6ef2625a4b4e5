"""Receives signed events of GitHub and GitLab, trusts nothing else, records what they want, and answers."""
