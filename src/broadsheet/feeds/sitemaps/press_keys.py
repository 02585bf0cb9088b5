"""The key of what the sitemaps alone show."""

NEWS = "news"
"""Which stories are of the last two days; told as each grows older."""
