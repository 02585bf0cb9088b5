"""Template tags with which the reader site's pages tell machines what they are."""
