"""The five plain words of navigation, by what a person is here for."""

from collections.abc import Sequence

from flask import current_app, url_for
from flask_babel import gettext

from ethics.domain.bodies import BodyAction, decide_for_body
from ethics.domain.vocabulary import Role
from ethics.web.door import Visit
from ethics.web.rendering import NavItem

_BELOW = {"/": "/advice"}
"""Where the pages under the first one live: what is published has its own addresses."""


def nav_for(visit: Visit, roles: Sequence[Role], path: str) -> tuple[NavItem, ...]:
    """The navigation for this visit; links to pages that are for others are not shown."""
    if visit.actor.person_id is None:
        wanted = [
            (gettext("Advice"), "public.register_of_advice"),
            (gettext("Meetings"), "public.agendas"),
            (gettext("Members"), "public.members"),
            (gettext("Sign in"), "account.sign_in"),
        ]
    else:
        held = frozenset(roles)
        wanted = [(gettext("Desk"), "committee.desk"), (gettext("Dilemmas"), "committee.dilemmas")]
        if decide_for_body(BodyAction.SEE_MEETINGS, held):
            wanted.append((gettext("Meetings"), "office.meetings"))
        if decide_for_body(BodyAction.MANAGE_PEOPLE, held):
            wanted.append((gettext("People"), "admin.people"))
        wanted.append((gettext("Published"), "public.register_of_advice"))
    items = [(label, url_for(endpoint)) for label, endpoint in wanted if endpoint in current_app.view_functions]
    here = max(
        (url for _, url in items if path == url or path.startswith(f"{_BELOW.get(url, url)}/")), key=len, default=None
    )
    return tuple(NavItem(label, url, url == here) for label, url in items)
