"""The desk's screens for what is curated: the front, Editors' Picks, packages, menus, the masthead."""
