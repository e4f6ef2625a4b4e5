"""Receives signed events from GitHub and GitLab, verifies them, records what they ask for, and answers."""
