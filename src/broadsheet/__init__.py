"""A newspaper in a box: the newsroom and the reader site."""

__version__ = "0.1.0"
