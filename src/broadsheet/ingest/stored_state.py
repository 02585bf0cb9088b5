"""What is stored of a thing, written down so that it can be compared with what is stored later, and put back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

ABOUT_THE_TREE = frozenset({"id", "path", "depth", "numchild", "url_path", "slug", "page_ptr", "locked", "locked_by"})
"""What a page keeps as it is now when its content is put back."""


def fields_of(thing: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The fields as JSON can hold them; of a foreign key the key, of a stream field its raw blocks."""
    return {name: _value(thing, thing._meta.get_field(name)) for name in names}


def _value(thing: models.Model, field: Any) -> Any:
    if isinstance(field, StreamField):
        return json.loads(field.value_to_string(thing))
    value = getattr(thing, field.attname)
    return value if isinstance(value, str | int | bool | float | None) else field.value_to_string(thing)


def fingerprint(thing: models.Model) -> str:
    """40 hexadecimal digits that change when somebody edits the thing."""
    names = [field.name for field in thing._meta.concrete_fields if field.editable and not field.primary_key]
    text = json.dumps(fields_of(thing, names), sort_keys=True)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def put_fields_back(thing: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Sets those fields to `before` that still are as `after` says, and saves. Whether none had been changed since."""
    now = fields_of(thing, before)
    ours = [name for name in before if now[name] == after[name]]
    for name in ours:
        field: Any = thing._meta.get_field(name)
        setattr(thing, field.attname, field.to_python(before[name]) if before[name] is not None else None)
    if ours:
        thing.save()
    return len(ours) == len(now)


def page_as_stored(page: Any) -> dict[str, Any]:
    """A page with its child rows, as a revision would write it."""
    content: dict[str, Any] = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    return content


def put_page_back(page: Any, content: Mapping[str, Any]) -> None:
    """Stores the page as `content` has it, where it now stands in the tree; lists and indexes are told by its save."""
    model = type(page)
    old = model.from_serializable_data({**content, "pk": page.pk})
    plain = {}
    for field in model._meta.concrete_fields:
        if field.name in ABOUT_THE_TREE:
            setattr(old, field.attname, getattr(page, field.attname))
        elif not field.is_relation or field.name in ("latest_revision", "live_revision"):
            plain[field.name] = getattr(old, field.attname)
    old._state.adding = False
    old.save()
    base = {field.name for field in Page._meta.concrete_fields}
    Page.objects.filter(pk=page.pk).update(**{name: value for name, value in plain.items() if name in base})
    own = {name: value for name, value in plain.items() if name not in base}
    if own:
        model.objects.filter(pk=page.pk).update(**own)
