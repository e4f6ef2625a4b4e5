"""Aether's questions for agents, by the Model Context Protocol."""
