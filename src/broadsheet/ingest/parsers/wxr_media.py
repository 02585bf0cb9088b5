"""Attachments of a WordPress export."""

from __future__ import annotations

from broadsheet.ingest.addresses import path_of, upload_path
from broadsheet.ingest.parsers.wxr_items import WxrItem, plain
from broadsheet.ingest.records import Medium, Origin


def medium_of(item: WxrItem, origin: Origin, base: str) -> Medium:
    url = item.get("attachment_url").strip() or item.get("guid").strip()
    return Medium(
        origin,
        path=item.meta.get("_wp_attached_file", "").strip().lstrip("/") or upload_path(url),
        url=url,
        title=plain(item.get("title")),
        caption=plain(item.get("excerpt")),
        alt=plain(item.meta.get("_wp_attachment_image_alt", "")),
        description=plain(item.get("content")),
        parent=item.parent,
        order=item.order,
        addresses=(path_of(item.get("link")), f"{base}/?attachment_id={item.key}") if item.get("link").strip() else (),
    )
