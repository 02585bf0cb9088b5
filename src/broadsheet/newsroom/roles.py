"""The roles of a newsroom and what each may do.

A role is a group. Rights at a page hold for everything below it (newsroom/desk/rights.py narrows them by the
sort of page); the other permissions are the models' own. Setting up only ever adds, so what a paper has
granted besides survives an upgrade.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Task, Workflow

from broadsheet.newsroom.workflow import set_up_workflow

REPORTER = "Reporter"
EDITOR = "Editor"
PUBLISHER = "Publisher"
ADMINISTRATOR = "Administrator"
EDITOR_OF = "Editor: "
"""What the name of a section's own editors begins with; the section's title follows."""

_TOP_LEVEL_DEPTH = 3  # root, front, section

_REPORTS_AT = ("add",)
_EDITS_AT = ("add", "change", "publish", "lock", "unlock")
_PUBLISHES_AT = (*_EDITS_AT, "bulk_delete")

_ENTERS = ("wagtailadmin.access_admin",)
_EDITS = (
    *_ENTERS,
    *(f"newsroom.{action}_author" for action in ("add", "change", "view")),
    *(f"newsroom.{action}_topic" for action in ("add", "change", "view")),
)
_CURATES = (
    *_EDITS,
    "newsroom.delete_topic",
    "fronts.change_front",
    "fronts.change_editorspicks",
    *(f"fronts.{action}_package" for action in ("add", "change", "delete")),
    "newsroom.view_contactmessage",
    "newsroom.change_contactmessage",
    *(f"newsroom.{action}_readercomment" for action in ("view", "change", "delete")),
)
_RUNS_THE_PAPER = (
    *_CURATES,
    "newsroom.delete_author",
    "press.view_change",
    "newsroom.delete_contactmessage",
    *(
        f"newsroom.{action}_{model}"
        for model in ("section", "standingpage", "contactpage")
        for action in ("add", "change", "delete")
    ),
    "fronts.change_menu",
    *(f"fronts.change_{model}" for model in ("masthead", "machines", "republishing", "trust")),
    *(f"websub.{action}_subscription" for action in ("view", "delete")),
    *(f"partners.{action}_partner" for action in ("view", "add", "change", "delete")),
    *(f"partners.{action}_declared" for action in ("view", "delete")),
    *(f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete")),
    *(f"wagtailcore.{action}_{model}" for model in ("workflow", "task") for action in ("add", "change", "delete")),
    *(f"newsroom.{action}_approval" for action in ("add", "change", "delete")),
)
_HIRES = (
    *_RUNS_THE_PAPER,
    *(f"accounts.{action}_user" for action in ("add", "change", "delete")),
    *(f"auth.{action}_group" for action in ("add", "change", "delete")),
    "ingest.run_imports",
    "record.erase_version",
)

_PHOTO, _FILE, _COLLECTION = "wagtailimages.{}_image", "wagtaildocs.{}_document", "wagtailcore.{}_collection"
_USES_MEDIA = tuple(kind.format(right) for kind in (_PHOTO, _FILE) for right in ("add", "choose"))
_KEEPS_MEDIA = (*_USES_MEDIA, _PHOTO.format("change"), _FILE.format("change"))
_ORDERS_MEDIA = (*_KEEPS_MEDIA, *(_COLLECTION.format(right) for right in ("add", "change", "delete")))

_ROLES = {
    REPORTER: (_ENTERS, _REPORTS_AT, _USES_MEDIA),
    EDITOR: (_CURATES, _EDITS_AT, _KEEPS_MEDIA),
    PUBLISHER: (_RUNS_THE_PAPER, _PUBLISHES_AT, _ORDERS_MEDIA),
    ADMINISTRATOR: (_HIRES, _PUBLISHES_AT, _ORDERS_MEDIA),
}


def set_up_roles(front: Page) -> None:
    """Make the groups, their permissions and the workflow; harmless when run again, and run after each upgrade."""
    _clear_away_the_defaults()
    for name, (permissions, page_rights, media_rights) in _ROLES.items():
        _set_up_role(name, permissions, front, page_rights, media_rights)
    for section in front.get_children().filter(content_type__model="section"):
        set_up_section_role(section)
    set_up_workflow(front)


def role_names() -> list[str]:
    """Every role of the paper, the sections' own editors included, in the order they are to be offered."""
    sections = Group.objects.filter(name__startswith=EDITOR_OF).order_by("name").values_list("name", flat=True)
    return [REPORTER, *sections, EDITOR, PUBLISHER, ADMINISTRATOR]


# Sections' own editors


def set_up_section_role(section: Page) -> None:
    """Make the group of a top-level section's editors, or give it the section's present name."""
    if section.depth != _TOP_LEVEL_DEPTH:
        return
    wanted = _section_role_name(section)
    group = _section_roles(section).first()
    if group is None:
        _set_up_role(_free_name(wanted, section), _EDITS, section, _EDITS_AT, _KEEPS_MEDIA)
    elif group.name != wanted:
        group.name = _free_name(wanted, section)
        group.save(update_fields=["name"])


def remove_section_role(section: Page) -> None:
    """Dissolve the group of a section's editors, who keep their log-ins and other roles."""
    _section_roles(section).delete()


def _section_roles(section: Page) -> QuerySet[Group]:
    return Group.objects.filter(name__startswith=EDITOR_OF, page_permissions__page_id=section.pk).distinct()


def _section_role_name(section: Page) -> str:
    return (EDITOR_OF + section.title)[:150]


def _free_name(wanted: str, section: Page) -> str:
    """Two sections may have one title; their groups may not."""
    taken = Group.objects.filter(name=wanted).exclude(page_permissions__page_id=section.pk).exists()
    return f"{wanted[:120]} ({section.slug[:27]})" if taken else wanted


# Permissions


def _set_up_role(
    name: str, permissions: Iterable[str], page: Page, page_rights: Iterable[str], media_rights: Iterable[str]
) -> None:
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(*_permissions(permissions))
    for permission in _permissions(f"wagtailcore.{right}_page" for right in page_rights):
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)
    root = Collection.get_first_root_node()
    for permission in _permissions(media_rights):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _permissions(names: Iterable[str]) -> list[Permission]:
    """The permissions called ``app.codename``. Raises LookupError for one that does not exist."""
    wanted = set(names)
    query = Q(pk__in=[])
    for name in wanted:
        app, _dot, codename = name.partition(".")
        query |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(query).select_related("content_type"))
    missing = wanted - {f"{found_.content_type.app_label}.{found_.codename}" for found_ in found}
    if missing:
        raise LookupError(f"No such permission: {', '.join(sorted(missing))}. Run the migrations first.")
    return found


def _clear_away_the_defaults() -> None:
    """Wagtail's migrations leave two groups and a workflow whose names would confuse a newsroom."""
    Workflow.objects.filter(name="Moderators approval", workflow_states__isnull=True).delete()
    Task.objects.filter(name="Moderators approval", task_states__isnull=True).delete()
    Group.objects.filter(name__in=["Moderators", "Editors"], user__isnull=True).delete()
