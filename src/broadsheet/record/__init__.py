"""The record: every published version of a story, hashed into a chain, and the removal of a text by law.

It knows the newsroom and what the paper has decided of its history (fronts.models.Trust); it knows nothing of how
readers are shown a version.
"""
