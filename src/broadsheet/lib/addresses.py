"""Addresses of pages as readers see them, worked out without a query."""

ROOT_SLUG = "front"
"""The slug of the page at the root of the paper, which Wagtail keeps at the start of every ``url_path``."""


def address_of_path(url_path: str) -> str:
    """Return the reader's address for a page's ``url_path``: the root's own slug is dropped.

    A link may name Wagtail's own root, above the front, which leads to the front.

    >>> address_of_path("/front/news/a-story/")
    '/news/a-story/'
    """
    return "/" + [*url_path.split("/", 2), ""][2]


def path_of_address(address: str) -> str:
    """Return the ``url_path`` of the page at a reader's address; the reverse of ``address_of_path``.

    >>> path_of_address("/news/a-story/")
    '/front/news/a-story/'
    """
    inner = address.strip("/")
    return f"/{ROOT_SLUG}/{inner}/" if inner else f"/{ROOT_SLUG}/"
