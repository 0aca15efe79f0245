"""Applications: asked for by one, answered by another, or over after a week. Pure.

What stands against it is asked again when it is approved: a card that was lost meanwhile is not passed on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.people.person import person_stream
from services.cards.rest import late
from services.cards.sale import extending, transferring
from services.cards.sale.application import Application
from services.cards.sale.becoming import stays
from shared.contracts import Refusal
from shared.contracts.cards import (
    ApplicationApproved,
    ApplicationDeclined,
    ApplicationLapsed,
    ApplicationOver,
    ApplicationRepeated,
    ApplicationUnknown,
    ApproveApplication,
    CardNotIssued,
    DeclineApplication,
    ExtensionRequested,
    GiveDays,
    LapseApplication,
    LateFreezeRequested,
    OwnApplication,
    RequestExtension,
    RequestLateFreeze,
    RequestTransfer,
    TransferRequested,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

LAPSES_AFTER = timedelta(days=7)
Asking = RequestExtension | RequestTransfer | RequestLateFreeze
Asked = ExtensionRequested | TransferRequested | LateFreezeRequested
ApplicationCommand = Asking | GiveDays | ApproveApplication | DeclineApplication | LapseApplication


def streams(wish: ApplicationCommand, context: Context) -> list[str]:
    to = [person_stream(wish.to_member_id)] if isinstance(wish, RequestTransfer) else []
    return [*asked_of(wish), *to]


def further(wish: ApplicationCommand, card: Card) -> list[str]:
    """Who asked for what is approved, and who is to have it; of a transfer, the contract and what both have signed."""
    application = card.applications.get(wish.application_id) if isinstance(wish, ApproveApplication) else None
    asked = application.asked if application else wish
    if isinstance(asked, RequestTransfer | TransferRequested):
        return transferring.read(asked, card)
    return [person_stream(application.asked.member_id)] if application else []


def decide(wish: ApplicationCommand, card: Card, context: Context) -> list[CardEvent]:
    match wish:
        case GiveDays():
            return list(extending.give(wish, card))
        case RequestExtension() | RequestTransfer() | RequestLateFreeze():
            return ask(wish, card, context)
        case ApproveApplication():
            return approve(wish, card, context)
        case DeclineApplication():
            application = still_open(wish, card)
            if application is None:
                return []
            return [ApplicationDeclined(card_id=wish.card_id, application_id=wish.application_id, reason=wish.reason)]
        case LapseApplication():
            known = card.applications.get(wish.application_id)
            if known is None or known.status != "open" or context.at < known.asked.lapses_at:
                return []
            return [ApplicationLapsed(card_id=wish.card_id, application_id=wish.application_id)]
    assert_never(wish)


def ask(wish: Asking, card: Card, context: Context) -> list[CardEvent]:
    known = card.applications.get(wish.application_id)
    if known is None:
        check(wish, card, context)
        return [asked_for(wish, card, context)]
    if any(getattr(known.asked, name, None) != value for name, value in vars(wish).items()):
        raise ApplicationRepeated(application_id=wish.application_id)
    return []


def asked_for(wish: Asking, card: Card, context: Context) -> Asked:
    by, lapses_at = context.actor.id, context.at + LAPSES_AFTER
    if isinstance(wish, RequestTransfer):
        return transferring.requested(wish, card, by, context.at, lapses_at)
    if isinstance(wish, RequestLateFreeze):
        return LateFreezeRequested(**vars(wish), asked_by=by, lapses_at=lapses_at)
    return ExtensionRequested(**vars(wish), asked_by=by, lapses_at=lapses_at)


def check(wish: Asking, card: Card, context: Context) -> None:
    if isinstance(wish, RequestTransfer):
        transferring.check(wish, card, context)
    elif isinstance(wish, RequestLateFreeze):
        late.check(wish, card, told_on(card, context.at))
    else:
        extending.check(wish, card)


def approve(wish: ApproveApplication, card: Card, context: Context) -> list[CardEvent]:
    application = still_open(wish, card)
    if application is None:
        return []
    if application.asked.asked_by == context.actor.id:
        raise OwnApplication(application_id=wish.application_id)
    try:
        effects = carried_out(application, card, context)
    except Refusal as no:
        reason = f"{no.text(no.says)} {no.text(no.says, 'zh')}"
        return [ApplicationDeclined(card_id=wish.card_id, application_id=wish.application_id, reason=reason)]
    approved = ApplicationApproved(
        card_id=wish.card_id, application_id=wish.application_id, approved_by=context.actor.id
    )
    return [approved, *effects]


def carried_out(application: Application, card: Card, context: Context) -> list[CardEvent]:
    """What was asked for, as events; raises what stands against it by now."""
    match application.asked:
        case ExtensionRequested() as asked:
            return list(extending.extended(asked, card))
        case TransferRequested() as asked:
            passed = transferring.transferred(asked, card, asked.lapses_at - LAPSES_AFTER, context)
            return [*transferring.consent_ended(card, asked), *stays(card, "transfer"), passed]
        case LateFreezeRequested() as asked:
            return list(late.frozen(asked, card, told_on(card, asked.lapses_at - LAPSES_AFTER)))
    assert_never(application.asked)


def told_on(card: Card, at: datetime) -> date:
    """The day on which it was asked for, where the card was sold."""
    return local_day(at, card.issued.zone if card.issued else "UTC")


def still_open(wish: ApproveApplication | DeclineApplication, card: Card) -> Application | None:
    """The application; None: it was answered like this before. Raises what both answers refuse."""
    if card.issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    application = card.applications.get(wish.application_id)
    if application is None:
        raise ApplicationUnknown(application_id=wish.application_id)
    same = {"approved": ApproveApplication, "declined": DeclineApplication}.get(application.status)
    if same is not None and isinstance(wish, same):
        return None
    if application.status != "open":
        raise ApplicationOver(application_id=wish.application_id, status_now=application.status)
    return application


APPLYING: Decider[Card] = Decider(
    (
        RequestExtension,
        RequestTransfer,
        RequestLateFreeze,
        GiveDays,
        ApproveApplication,
        DeclineApplication,
        LapseApplication,
    ),
    Card(),
    streams,
    decide,
    evolve,
    further,
)
