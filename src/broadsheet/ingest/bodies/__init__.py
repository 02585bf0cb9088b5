"""Bodies of other programs as blocks: sanitised, with every word kept, and media and stories still symbolic."""

from broadsheet.ingest.bodies.body import Body, Context, MediaLookup, NoMedia
from broadsheet.ingest.bodies.conversion import convert

__all__ = ["Body", "Context", "MediaLookup", "NoMedia", "convert"]
