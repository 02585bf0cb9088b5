"""Feeds, held to their specifications."""
