"""Languages a story can be in, and the direction each is written."""

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info


def language_choices() -> list[tuple[str, str]]:
    """Pairs of language tag and the language's own name, by name."""
    pairs = [(tag, info["name_local"]) for tag, info in LANG_INFO.items() if "name_local" in info]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def text_direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr`` for a BCP 47 tag; an unknown language is taken to run left to right."""
    try:
        return "rtl" if get_language_info(tag)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
