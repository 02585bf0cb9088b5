"""What a source says of a page and a standing page has no place for here: told, so that nothing goes without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from broadsheet.ingest.records import MediaRef


def page_notes(
    canonical: str = "",
    social_picture: MediaRef | None = None,
    topics: Sequence[str] = (),
    authors: Sequence[str] = (),
) -> Iterator[str]:
    """One remark for each that the page has."""
    if canonical:
        yield f"a standing page has no canonical address here: {canonical}"
    if social_picture is not None:
        yield f"a standing page has no picture for social networks here: {social_picture}"
    if topics:
        yield f"a standing page has no sections and topics here: {', '.join(topics)}"
    if authors:
        yield f"a standing page has no byline here: {', '.join(authors)}"
