"""Journeys of readers and editors through a served demo paper, in Debian's Chromium."""
