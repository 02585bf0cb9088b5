"""Curated pages: the front page with its slots, packages, Editors' Picks, menus, the masthead.

Owns what editors place by hand and the rules that fill the rest. Knows the newsroom; knows nothing of
how the reader site looks.
"""
