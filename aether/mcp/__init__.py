"""Aether's queries as a Model Context Protocol server."""
