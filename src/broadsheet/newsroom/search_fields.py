"""Fields of the search index that find words in every script."""

from typing import Any

from wagtail.search import index

from broadsheet.lib.search_words import spaced


class WordField(index.SearchField):
    """A searched field. Scripts without spaces are cut into characters, which queries look for as phrases."""

    def get_value(self, obj: Any) -> Any:
        """See index.BaseField.get_value."""
        value = super().get_value(obj)
        return spaced(value) if isinstance(value, str) else value
