"""A story's portable HTML as plain text: paragraphs apart, pictures and their captions left out."""

from broadsheet.newsroom.plain_text import lines_of, parsed


def plain_body(html: str) -> str:
    """Paragraphs, list items and cells, a blank line between them."""
    root = parsed(html)
    for figure in root.xpath(".//figure"):
        figure.drop_tree()
    return "\n\n".join(lines_of(root))
