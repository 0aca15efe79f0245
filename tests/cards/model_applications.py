"""Applications for days, by the rules alone: asked for by one, answered by another, over after a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from shared.contracts import Refusal
from shared.contracts import cards as c
from shared.ids import derived_id
from tests.cards.model_lots import Asked, LotsModel
from tests.machine import Answer, told

WEEK = timedelta(days=7)


class ApplicationsModel(LotsModel):
    def apply(self, wish: c.RequestExtension, by: str, now: datetime) -> Answer:
        """An id stands for one application."""
        known = self.asked.get(wish.application_id) if wish.card_id == self.card.card_id else None
        if known:
            return [] if known.wish == wish else {c.ApplicationRepeated}
        against = self.may_be_given(wish)
        if against:
            return against
        self.asked[wish.application_id] = Asked(wish, by, now + WEEK)
        return [told(c.ExtensionRequested, application_id=wish.application_id, asked_by=by, lapses_at=now + WEEK)]

    def answer(
        self, wish: c.ApproveApplication | c.DeclineApplication | c.LapseApplication, by: str, now: datetime
    ) -> Answer:
        asked = self.asked.get(wish.application_id) if wish.card_id == self.card.card_id else None
        if isinstance(wish, c.LapseApplication):
            if asked is None or asked.state != "open" or now < asked.until:
                return []
            asked.state = "lapsed"
            return [told(c.ApplicationLapsed, application_id=wish.application_id)]
        wanted = "approved" if isinstance(wish, c.ApproveApplication) else "declined"
        if wish.card_id != self.card.card_id or asked is None:
            return {c.CardNotIssued} if wish.card_id != self.card.card_id else {c.ApplicationUnknown}
        if asked.state != "open":
            return [] if asked.state == wanted else {c.ApplicationOver}
        if wanted == "declined":
            asked.state = "declined"
            return [told(c.ApplicationDeclined, application_id=wish.application_id)]
        if asked.by == by:
            return {c.OwnApplication}
        return self.carry_out(asked)

    def carry_out(self, asked: Asked) -> Answer:
        """What is impossible by now is declined, with the reason."""
        application = asked.wish.application_id
        against: set[type[Refusal]] = self.may_be_given(asked.wish)
        asked.state = "declined" if against else "approved"
        if against:
            return [told(c.ApplicationDeclined, application_id=application)]
        given = self.give(replace(asked.wish), application, derived_id("gift", application))
        assert isinstance(given, list)
        return [told(c.ApplicationApproved, application_id=application), *given]
