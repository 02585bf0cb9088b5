"""Runs a paper: web workers, background worker and clock under one supervisor.

Knows the paper and Django's own machinery. What a tick of the clock does, and what a background task does, belongs to
the apps; nothing here knows a story.
"""
