"""What readers are told of the help of machines with a story."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MachineUse(models.TextChoices):
    """What a machine did. Checking the spelling is not worth telling."""

    NONE = "", _("None to tell of")
    TRANSLATED = "translated", _("Translated by a machine, and checked")
    SUMMARISED = "summarised", _("Summary or key points written by a machine, and checked")
    DRAFTED = "drafted", _("Drafted with AI, and edited")
    DATA = "data", _("Data analysed with AI")
    PICTURES = "pictures", _("Pictures made or altered with AI")
    OTHER = "other", _("Something else, told below")


_SENTENCES = {
    MachineUse.TRANSLATED: _("This story was translated by a machine and checked by a person."),
    MachineUse.SUMMARISED: _("The summary was written by a machine and checked by a person."),
    MachineUse.DRAFTED: _("This story was drafted with the help of AI and edited by a person."),
    MachineUse.DATA: _("The data behind this story was analysed with the help of AI."),
    MachineUse.PICTURES: _("Pictures of this story were made or altered with the help of AI."),
}


def told_of_machines(use: str, words: str) -> str:
    """The sentence of a choice and the desk's own words after it; empty where no machine helped."""
    sentence = str(_SENTENCES.get(MachineUse(use), "")) if use in MachineUse.values else ""
    return " ".join(part for part in (sentence, words.strip()) if part)
