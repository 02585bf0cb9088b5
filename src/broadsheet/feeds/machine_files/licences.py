"""On which terms the paper's work may be used: Really Simple Licensing 1.0, and the W3C's TDM Reservation Protocol."""

from __future__ import annotations

import json

from django.conf import settings
from lxml import etree

from broadsheet.feeds.machine_files.crawlers import Purpose, is_allowed
from broadsheet.feeds.sitemaps.documents import complete
from broadsheet.fronts.models import Machines
from broadsheet.lib.addresses import path_of_address
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import StandingPage
from broadsheet.press.recording import note

RSL = "https://rslstandard.org/rsl"
_USES = {
    "search": Purpose.SEARCH,
    "ai-index": Purpose.ANSWERS,
    "ai-input": Purpose.ANSWERS,
    "ai-train": Purpose.TRAINING,
}
TERMS = "/terms/"
"""Where a paper is founded with its page of terms."""


def terms_url(machines: Machines) -> str:
    """Where to ask for a licence: what an editor gave, else the page of terms; empty where there is none."""
    if machines.licence_url:
        return str(machines.licence_url)
    note(press_keys.PLACES, press_keys.RESTRICTIONS)
    page = StandingPage.objects.live().filter(url_path=path_of_address(TERMS), view_restrictions=None).first()
    return complete(page.address) if page else ""


def license_xml(machines: Machines) -> bytes:
    """What may and may not be done with everything at this address."""
    rsl = etree.Element(f"{{{RSL}}}rsl", nsmap={None: RSL})  # type: ignore[dict-item]  # lxml's name for no prefix
    content = etree.SubElement(rsl, f"{{{RSL}}}content", url=f"{settings.PAPER.address}/")
    license_ = etree.SubElement(content, f"{{{RSL}}}license")
    for element, allowed in (("permits", True), ("prohibits", False)):
        uses = [use for use, purpose in _USES.items() if is_allowed(purpose, machines) == allowed]
        if uses:
            etree.SubElement(license_, f"{{{RSL}}}{element}", type="usage").text = " ".join(uses)
    terms = terms_url(machines)
    if terms:
        etree.SubElement(content, f"{{{RSL}}}terms").text = terms
    return bytes(etree.tostring(rsl, xml_declaration=True, encoding="UTF-8"))


def reservation(machines: Machines) -> dict[str, str]:
    """``{"tdm-reservation": "1" or "0", "tdm-policy": address}``; the policy only where rights are reserved."""
    if machines.allow_training:
        return {"tdm-reservation": "0"}
    policy = terms_url(machines)
    return {"tdm-reservation": "1", **({"tdm-policy": policy} if policy else {})}


def tdmrep_json(machines: Machines) -> str:
    """The reservation of everything at this address (TDMRep, 10 May 2024, section 6.1)."""
    said = reservation(machines)
    rule = {"location": "/", **said, "tdm-reservation": int(said["tdm-reservation"])}
    return json.dumps([rule], ensure_ascii=False)
