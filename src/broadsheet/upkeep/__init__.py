"""Looks after a paper between sessions of serving: founds it, checks it, backs it up, restores and upgrades it.

Knows the paper, its database as a whole and the newsroom's set-up; no story, no reader.
"""
