"""What media asks of the apps above it."""

from django.dispatch import Signal

asked_to_sign = Signal()
"""A picture is about to be made for readers. Receivers return whether the paper wants its pictures signed."""
