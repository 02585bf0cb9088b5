"""Whether readers must be told of a change to a story they have already, and what the desk said of it."""

from typing import Any

from django.utils.html import escape

from broadsheet.newsroom.models.changes import Change, ChangeSaid
from broadsheet.newsroom.visible_content import content_of, digest_of, words_of_note


def what_readers_have(pk: int | None) -> Any:
    """The story as it is live now, or None where it is not. One query, and those for what hangs on it."""
    from broadsheet.newsroom.models.stories import Story

    return Story.objects.filter(pk=pk, live=True).first() if pk else None


def must_be_asked(draft: Any) -> bool:
    """Whether publishing ``draft`` changes what readers see, and neither a note nor an answer says what that is."""
    live = what_readers_have(draft.pk)
    if live is None or new_notes(live, draft):
        return False
    digest = digest_of(content_of(draft))
    return digest != digest_of(content_of(live)) and answer_for(draft.pk, digest) is None


def new_notes(live: Any, draft: Any) -> list[Any]:
    """Notes of ``draft`` that ``live`` has not, in order. An old note is none, though the desk's editor has written its
    markup anew or somebody has mended a word in it."""
    old = list(live.corrections.all())
    known, told = {note.pk for note in old}, {_told(note) for note in old}
    return [note for note in draft.corrections.all() if note.pk not in known and _told(note) not in told]


def _told(note: Any) -> tuple[str, ...]:
    return note.kind, words_of_note(note), note.was_wrong


def answer_for(pk: int, digest: str) -> ChangeSaid | None:
    """What was said of this very wording, if anything was."""
    return ChangeSaid.objects.filter(story_id=pk, digest=digest).exclude(change="").first()


def is_note_wanted(change: str) -> bool:
    """Whether an answer is one readers are told in a note."""
    return change not in ("", Change.TYPING)


def add_note(draft: Any, change: str, words: str, user: Any) -> None:
    """Put a note of plain ``words`` among those of ``draft``, which is not saved here."""
    note = "<br/>".join(escape(line) for line in words.strip().splitlines())
    model = draft.corrections.model
    draft.corrections.add(model(kind=change, note=f"<p>{note}</p>", made_by=user, sort_order=draft.corrections.count()))


def remember_answer(draft: Any, change: str, user: Any) -> None:
    """Keep an answer for the wording of ``draft``: whoever publishes that, today or on schedule, need not be asked."""
    digest = digest_of(content_of(draft))
    ChangeSaid.objects.update_or_create(
        story_id=draft.pk, defaults={"change": change, "note": "", "digest": digest, "user": user}
    )


def remember_unfinished(pk: int, change: str, words: str, user: Any) -> None:
    """Keep what somebody has filled in who is still writing."""
    if change or words:
        values = {"change": change, "note": words, "digest": "", "user": user}
        ChangeSaid.objects.update_or_create(story_id=pk, defaults=values)
    else:
        ChangeSaid.objects.filter(story_id=pk, user=user, digest="").delete()


def unfinished_answer(pk: int | None, user: Any) -> ChangeSaid | None:
    """What ``user`` had filled in before leaving the form."""
    return ChangeSaid.objects.filter(story_id=pk, user=user, digest="").first() if pk else None
