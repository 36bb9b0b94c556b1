"""Who the members are and how the Committee works, in plain words."""

from ethics.reading import published
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.public.blueprint import bp
from ethics.web.public.caching import revalidated, show


@bp.get("/members")
@door.public
def members(visit: Visit) -> str:
    return show("public/members.html", visit, sittings=published.members(visit.now))


@bp.get("/about")
@door.public
@revalidated
def about(visit: Visit) -> str:
    return show("public/about.html", visit)


@bp.get("/accessibility")
@door.public
@revalidated
def accessibility(visit: Visit) -> str:
    return show("public/accessibility.html", visit)


@bp.get("/privacy")
@door.public
@revalidated
def privacy(visit: Visit) -> str:
    return show("public/privacy.html", visit)


@bp.get("/help")
@door.public
@revalidated
def help(visit: Visit) -> str:
    return show("public/help.html", visit, offices=published.offices())
