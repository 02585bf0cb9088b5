"""Where the pictures and files of a source come from: an uploads folder, a zip of one, or the web.

Everything is at hand before the writing begins: what has to be fetched is fetched into the paper's own folder, where
an interrupted run leaves it for the next. The writer then asks for each medium by its record.
"""
