"""The broadsheet command, run as a person runs it."""
