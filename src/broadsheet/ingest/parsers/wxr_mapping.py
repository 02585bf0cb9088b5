"""What a plugin's own kinds of entry and of term become here: the choices of whoever imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.records import Taxonomy

STORY, PAGE, SKIP = "story", "page", "skip"
FIXED_TYPES = frozenset({"attachment", "nav_menu_item", "guest-author", "revision"})
FURNITURE = frozenset({
    "custom_css", "customize_changeset", "oembed_cache", "user_request", "wp_block", "wp_font_face", "wp_font_family",
    "wp_global_styles", "wp_navigation", "wp_template", "wp_template_part",
})  # fmt: skip
"""Kinds of entry in which WordPress keeps itself, and taxonomies likewise: nobody's story or topic."""
FURNITURE_TERMS = frozenset({
    "author", "link_category", "nav_menu", "post_format", "wp_pattern_category", "wp_template_part_area", "wp_theme",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class WxrMapping:
    """`types`: a post type's name to STORY, PAGE or SKIP. `taxonomies`: a taxonomy's name to ours."""

    types: Mapping[str, str] = field(default_factory=dict)
    taxonomies: Mapping[str, Taxonomy] = field(default_factory=dict)

    def kind_of(self, post_type: str) -> str:
        """STORY, PAGE, SKIP, or '' when nobody has said."""
        return self.types.get(post_type) or {"post": STORY, "page": PAGE}.get(post_type, "")

    def taxonomy_of(self, domain: str) -> Taxonomy | None:
        known = {"category": Taxonomy.SECTION, "post_tag": Taxonomy.TOPIC}
        return self.taxonomies.get(domain) or known.get(domain)


def mapping_of(post_types: Iterable[str] = (), taxonomies: Iterable[str] = ()) -> WxrMapping:
    """Reads 'event=story' and 'series=topic'. Raises ImportRefused with the choices there are."""
    types = dict(_choice(text, "--post-type", (STORY, PAGE, SKIP)) for text in post_types)
    for name in FIXED_TYPES.intersection(types):
        raise ImportRefused(f"--post-type {name}={types[name]}: “{name}” entries have a place of their own")
    terms = dict(_choice(text, "--taxonomy", tuple(Taxonomy)) for text in taxonomies)
    for name in FURNITURE_TERMS.intersection(terms):
        raise ImportRefused(f"--taxonomy {name}={terms[name]}: “{name}” terms have a place of their own")
    return WxrMapping(types, {name: Taxonomy(kind) for name, kind in terms.items()})


def _choice(text: str, option: str, choices: tuple[str, ...]) -> tuple[str, str]:
    name, _equals, kind = (part.strip() for part in text.partition("="))
    if not name or kind not in choices:
        examples = ", ".join(f"{name or 'name'}={choice}" for choice in choices)
        raise ImportRefused(f"{option} {text}: write one of {examples}")
    return name, kind


def reason_left_out(post_type: str, mapping: WxrMapping) -> str:
    """Why entries of this type do not come over, and what to say to bring them."""
    if mapping.kind_of(post_type) == SKIP:
        return f"“{post_type}” entries were not wanted"
    if post_type in FURNITURE:
        return f"WordPress keeps parts of itself in “{post_type}” entries"
    return (
        f"“{post_type}” entries are neither posts nor pages; "
        f"to bring them in, say --post-type {post_type}=story or --post-type {post_type}=page"
    )
