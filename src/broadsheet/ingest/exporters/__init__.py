"""A paper's content on its way out: read once (`content`), written in the format of whoever takes it over.

Exporters only read the paper; nothing here changes a row. What leaves is content: users and their passwords, old
revisions, workflow history, partners and readers' letters stay.
"""
