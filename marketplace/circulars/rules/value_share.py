"""At least so much of what a partner spends goes to local makers."""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import (
    CHAIN,
    PARTNER,
    RULE_TYPES,
    WHOLE,
    ClauseSubject,
    RuleType,
    Share,
    Target,
)
from marketplace.circulars.rules.steps import ShareSteps, steps_field, subject_field
from marketplace.kernel.labels import Label, _l


@RULE_TYPES.add("value_share")
class ValueShare(RuleType):
    label = _l("Porsi nilai belanja lokal")
    measure = "local_share"
    subjects = PARTNER, CHAIN
    share_of_spending = True

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari seluruh belanja)"))
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least, WHOLE)

    def phrase(self, figures: Figures) -> Label:
        return _l("membelanjakan paling sedikit %(share)s dari seluruh belanjanya", share=figures.least.text)

    def advise(self, short: Label, until: str) -> Label:
        return _l(
            "Kurang %(short)s. Alihkan belanja sebesar itu ke pembuat lokal sebelum %(until)s.",
            short=short,
            until=until,
        )


@RULE_TYPES.add("meeting_food_share")
class MeetingFoodRule(ValueShare):
    """C15: of what an office declares to have spent on food and drink for meetings."""

    label = _l("Porsi konsumsi rapat lokal")
    measure = "meeting_food_share"
    needs_scope = True
    share_of_spending = False

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari belanja konsumsi rapat)"))
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN)

    def phrase(self, figures: Figures) -> Label:  # type: ignore[override]
        return _l(
            "membelanjakan paling sedikit %(share)s dari belanja konsumsi rapatnya", share=figures.least.text
        )


@RULE_TYPES.add("input_share")
class InputRule(ValueShare):
    """C19: of what a hotel, restaurant or café declares to have spent on raw material."""

    label = _l("Porsi bahan baku lokal")
    measure = "input_share"
    needs_scope = True
    share_of_spending = False

    class Figures(BaseModel):
        least: Share = Field(title=_l("Paling sedikit (persen dari belanja bahan baku)"))
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(PARTNER, CHAIN)

    def phrase(self, figures: Figures) -> Label:  # type: ignore[override]
        return _l(
            "membelanjakan paling sedikit %(share)s dari belanja bahan bakunya", share=figures.least.text
        )
