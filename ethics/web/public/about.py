"""Who the members are and how the Committee works, in plain words."""

from ethics.reading import published
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.public.blueprint import bp
from ethics.web.public.caching import revalidated, show


@bp.get("/members")
@door.public
def members(visit: Visit) -> str:
    """Who sits on the committees."""
    return show("public/members.html", visit, sittings=published.members(visit.now))


@bp.get("/about")
@door.public
@revalidated
def about(visit: Visit) -> str:
    """What a committee does, and how."""
    return show("public/about.html", visit)


@bp.get("/accessibility")
@door.public
@revalidated
def accessibility(visit: Visit) -> str:
    """How far the pages can be used by everybody."""
    return show("public/accessibility.html", visit)


@bp.get("/privacy")
@door.public
@revalidated
def privacy(visit: Visit) -> str:
    """What is kept of whom, and why."""
    return show("public/privacy.html", visit)


@bp.get("/help")
@door.public
@revalidated
def help(visit: Visit) -> str:
    """How to find one’s way."""
    return show("public/help.html", visit, offices=published.offices())
