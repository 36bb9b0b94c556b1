"""What the digest of a given version of a position is taken over (rule 3)."""

from ethics.models import Position


def content_of(position: Position) -> dict[str, object]:
    """Everything one given version says, as plain values, whose and on what it is included.

    The position's stances, considerations and conditions must be loaded, or still be what was just put into them.
    """
    return {
        "person": position.person_id,
        "question": position.question_id,
        "wording": position.wording_id,
        "number": position.number,
        "given_as": position.given_as.value,
        "given_at": position.given_at.isoformat(),
        "changed_by": position.changed_by.value if position.changed_by else None,
        "changed_text": position.changed_text,
        "harm_left": position.harm_left,
        "would_change": position.would_change,
        "facts_wanted": position.facts_wanted,
        "stances": [
            [
                one.scenario_id,
                one.stance.value,
                one.abstain_reason.value if one.abstain_reason else None,
                one.abstain_text,
            ]
            for one in position.stances
        ],
        "considerations": [[one.text, one.principle_id] for one in position.considerations],
        "conditions": [[one.text, one.strength.value, one.who] for one in position.conditions],
    }
