"""`broadsheet press`: how a paper's press stands, why a page is what it is, and how to make, forget and compare pages.

The press itself knows nothing of stories, and the newsroom nothing of feeds; here they meet. press_commands.py parses
what was asked and prints what these modules find.
"""
