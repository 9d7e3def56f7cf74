"""Reasons a reviewer picks from, told to the contributor in the contributor's language."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReasonCode(models.TextChoices):
    ALREADY_SAID = "already_said", _("The entry already says so, in other words.")
    NEEDS_SOURCE = "needs_source", _("A source is missing.")
    OTHER_SENSE = "other_sense", _("It is another sense, which deserves its own entry.")
    CURRENT_CLEARER = "current_clearer", _("The present text is clearer.")
    WORD_FOR_WORD = "word_for_word", _("A word-for-word translation, little used.")
    IMPROVED_SINCE = "improved_since", _("The text has been improved in the meantime.")
    COPIED = "copied", _("The text seems to be copied from somewhere protected.")
    OUT_OF_SCOPE = "out_of_scope", _("The term is outside the subject of this lexicon.")
    OTHER = "other", _("Another reason, written below.")
