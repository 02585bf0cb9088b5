"""Links that share a story: plain addresses, so that no other site learns of a reader until they follow one."""

from urllib.parse import quote

from django.utils.translation import gettext as _

_TEMPLATES = {
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "x": ("X", "https://x.com/intent/post?url={url}&text={title}"),
    "whatsapp": ("WhatsApp", "https://wa.me/?text={title}%20{url}"),
    "bluesky": ("Bluesky", "https://bsky.app/intent/compose?text={title}%20{url}"),
    "mastodon": ("Mastodon", "https://mastodonshare.com/?text={title}&url={url}"),
    "threads": ("Threads", "https://www.threads.net/intent/post?text={title}%20{url}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
    "reddit": ("Reddit", "https://www.reddit.com/submit?url={url}&title={title}"),
    "pinterest": ("Pinterest", "https://www.pinterest.com/pin/create/button/?url={url}&description={title}{media}"),
    "telegram": ("Telegram", "https://t.me/share/url?url={url}&text={title}"),
    "email": ("", "mailto:?subject={title}&body={url}"),
}


def share_links(title: str, url: str, picture: str = "") -> list[dict[str, str]]:
    """``[{service, name, url}]`` in the order of the share bar. ``url`` and ``picture`` are complete addresses."""
    values = {
        "title": quote(title, safe=""),
        "url": quote(url, safe=""),
        "media": f"&media={quote(picture, safe='')}" if picture else "",
    }
    return [
        {"service": service, "name": name or _("E-mail"), "url": template.format(**values)}
        for service, (name, template) in _TEMPLATES.items()
    ]
