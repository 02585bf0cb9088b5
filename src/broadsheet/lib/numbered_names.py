"""The names that stand behind the question mark in WordPress's plain addresses: /?p=123, /?cat=4, /?m=201409."""

NUMBERS = ("p", "page_id", "attachment_id")
"""Numbers of posts, pages and pictures, which WordPress counts together."""
NAMES = (
    *NUMBERS,
    *("cat", "tag", "author", "author_name", "category_name", "name", "pagename"),
    *("m", "year", "feed", "paged", "s"),
)
"""All that can make another answer of the front page."""
