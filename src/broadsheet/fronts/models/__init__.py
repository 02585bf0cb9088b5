"""The fronts app's tables, one module for each thing."""

from broadsheet.fronts.models.front import Front
from broadsheet.fronts.models.machines import Machines
from broadsheet.fronts.models.masthead import Masthead
from broadsheet.fronts.models.menus import Menu
from broadsheet.fronts.models.packages import Package, PackageStory
from broadsheet.fronts.models.picks import EditorsPick, EditorsPicks
from broadsheet.fronts.models.republishing import Republishing
from broadsheet.fronts.models.trust import HistoryRule, Trust

__all__ = [
    "EditorsPick",
    "EditorsPicks",
    "Front",
    "HistoryRule",
    "Machines",
    "Masthead",
    "Menu",
    "Package",
    "PackageStory",
    "Republishing",
    "Trust",
]
