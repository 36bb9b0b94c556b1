"""The five plain words of navigation, by what a person is here for."""

from collections.abc import Sequence

from flask import current_app, url_for
from flask_babel import gettext

from ethics.domain.vocabulary import SEATED, Role
from ethics.web.door import Visit
from ethics.web.rendering import NavItem

_MEETS = SEATED | {Role.SECRETARY, Role.POLICE_ADVISER, Role.OBSERVER, Role.MONITORING_OFFICER}


_BELOW = {"/": "/advice"}
"""Where the pages under the first one live: what is published has its own addresses."""


def nav_for(visit: Visit, roles: Sequence[Role], path: str) -> tuple[NavItem, ...]:
    """The navigation for this visit; links to pages that are for others are not shown."""
    if visit.actor.person_id is None:
        wanted = [
            ("Advice", "public.register_of_advice"),
            ("Meetings", "public.agendas"),
            ("Members", "public.members"),
            ("Sign in", "account.sign_in"),
        ]
    else:
        wanted = [("Desk", "committee.desk"), ("Dilemmas", "committee.dilemmas")]
        if _MEETS & set(roles):
            wanted.append(("Meetings", "office.meetings"))
        if Role.ADMINISTRATOR in roles:
            wanted.append(("People", "admin.people"))
        wanted.append(("Published", "public.register_of_advice"))
    items = [(label, url_for(endpoint)) for label, endpoint in wanted if endpoint in current_app.view_functions]
    here = max(
        (url for _, url in items if path == url or path.startswith(f"{_BELOW.get(url, url)}/")), key=len, default=None
    )
    return tuple(NavItem(gettext(label), url, url == here) for label, url in items)
