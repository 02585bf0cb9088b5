"""What an exported folder and its import agree on: the file that names the export, and the names of page fields.

`KEPT_FIELDS` are fields of every page that only the paper's own export knows; the folder's name of each, and the
model's.
"""

from __future__ import annotations

FORMAT = 1
IDENTITY = "broadsheet-export.yaml"
MOMENTS = {
    "first_published": "first_published_at",
    "updated": "last_published_at",
    "go_live": "go_live_at",
    "expires": "expire_at",
}
REDIRECT_COLUMNS = ("old", "to", "kind", "permanent", "route", "automatic")
FOCAL = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
