"""What the stances lead one to expect of a question's basis, before anything is circulated (rule 9).

A forecast binds nobody: the words that fit are worked out again from members' replies, and only those count.
"""

from collections.abc import Mapping, Sequence

from ethics.domain.deliberation import BasisChoice, forecast_replies, strongest_basis
from ethics.domain.vocabulary import Basis, Reply, Stance
from ethics.domain.words import Message, listed, say


def forecast_choices(stances: Mapping[str, Sequence[Stance]]) -> tuple[BasisChoice, ...]:
    """Every basis with whether the stances let one expect it, and why or why not.

    ``stances`` maps the name of each member who will be asked to confirm to their stances, one for each scenario. Where
    nobody took a stance, as on an open question, there is nothing to forecast from and every word is open.
    """
    order = list(Basis)
    if not any(stances.values()):
        nothing = say("There are no stances to forecast from.")
        return tuple(BasisChoice(basis, True, nothing) for basis in order)
    replies = forecast_replies(stances)
    floor = order.index(strongest_basis(list(replies.values())))
    return tuple(BasisChoice(basis, at >= floor, _why(basis, at - floor, replies)) for at, basis in enumerate(order))


def _why(basis: Basis, below: int, replies: Mapping[str, Reply | None]) -> Message:
    apart = listed([name for name, reply in replies.items() if reply is Reply.OBJECT])
    unsaid = listed([name for name, reply in replies.items() if reply is None])
    along = sum(1 for reply in replies.values() if reply is Reply.AGREE)
    if below == 0:
        return say(
            "%(n)s of %(of)s stand together. The strongest wording the stances suggest.", n=along, of=len(replies)
        )
    if below > 0:
        return say("A weaker wording than the stances suggest.")
    if basis is Basis.RESERVATIONS and apart:
        return say("Not forecast yet. It would be, if %(names)s can live with the wording.", names=apart)
    if apart:
        return say("Not forecast: %(names)s did not stand with the others.", names=apart)
    if unsaid:
        return say("Not forecast: %(names)s took no side.", names=unsaid)
    return say("Not forecast: %(n)s of %(of)s stand together.", n=along, of=len(replies))
