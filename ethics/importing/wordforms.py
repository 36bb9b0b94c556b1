"""What Word keeps beside its text: boxes ticked in old forms, signs of picture fonts, and how wide the cells of a table are."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .wordlists import W, value, whole

SIGNS = {"FE": "☑", "FD": "☒", "A8": "☐", "6F": "☐", "FC": "✓", "FB": "✗", "52": "☑", "53": "☒", "E0": "→", "DF": "←"}
"""Signs of the picture fonts that stand for words, by their place in the font: boxes, ticks, crosses and arrows."""
_WIDEST, _HAIR = 60, 150


def on(parent: Element | None, name: str) -> bool | None:
    """Whether a property is set; None where nothing is said of it."""
    element = None if parent is None else parent.find(f"{W}{name}")
    return None if element is None else value(element, "1") not in ("0", "false", "off", "none")


def wide(properties: Element | None, name: str, otherwise: int) -> int:
    """How many columns a cell takes, or stand empty before a row."""
    element = None if properties is None else properties.find(f"{W}{name}")
    return min(max(whole(value(element), otherwise), otherwise), _WIDEST)


def filled_in(form: Element | None) -> str:
    """What was ticked or chosen in a field of an old form, which Word keeps outside its text."""
    box = None if form is None else form.find(f"{W}checkBox")
    if box is not None:
        ticked = on(box, "default") if box.find(f"{W}checked") is None else on(box, "checked")
        return "☒" if ticked else "☐"
    drop = None if form is None else form.find(f"{W}ddList")
    if drop is None:
        return ""
    entries = [value(entry) for entry in drop.findall(f"{W}listEntry")]
    at = whole(value(drop.find(f"{W}result"), value(drop.find(f"{W}default"), "0")), 0)
    return entries[at] if 0 <= at < len(entries) else ""


def edges_of(grid: Element | None) -> dict[int, int]:
    """The columns of a table by its grid's, where lines that were drawn a hair's breadth apart are one."""
    made, at, last = {0: 0}, 0, 0
    for number, column in enumerate(() if grid is None else grid, 1):
        at += whole(column.get(f"{W}w", ""), _HAIR)
        made[number], last = (made[number - 1] + 1, at) if at - last >= _HAIR else (made[number - 1], last)
    return made
