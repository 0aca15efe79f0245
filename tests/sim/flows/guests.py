"""Guests: on trial, on the passes of a member's card, converted, forgotten."""

from __future__ import annotations

from shared.contracts.cards import ActivateCard, AdmitGuest
from shared.contracts.members import (
    AssignProspect,
    ConvertGuest,
    CorrectGuest,
    EraseGuest,
    GrantTrial,
    InviteGuest,
    MoveProspect,
    OpenProspect,
    PublishDocument,
    PublishProspectStages,
    RecordGuestVisit,
    RecordProspectContact,
    RegisterMember,
    SignAsGuest,
    WithdrawInvitation,
)
from tests.sim.client import GATE, Client
from tests.sim.flows.holder import bought
from tests.sim.flows.one_person import registers
from tests.sim.flows.scene import DEAR, STAGES, TODAY, VENUES, id_of

HERE = {"venue_id": VENUES[0]}


def guests(client: Client) -> None:
    member_id = id_of(client.name, "record", 0)
    registers(client, member_id)
    on_trial(client, member_id)
    followed_up(client)
    card_id = bought(client, member_id)
    if client.await_stream("cards", f"card-{card_id}", 90.0):
        client.give(ActivateCard(card_id=card_id, member_id=member_id, first_day=TODAY))
        invited(client, member_id, card_id)


def on_trial(client: Client, member_id: str) -> None:
    who = {"guest_id": id_of(client.name, "guest")}
    phone = f"+8613400134{client.dice.randrange(1000):03d}"
    client.give(RecordGuestVisit(**who, visit_id=id_of(client.name, "visit"), **HERE, name="Bo", phone=phone))
    for n in range(2):
        client.give(GrantTrial(trial_id=id_of(client.name, "trial", n), **who, **HERE, phone=phone))
    client.give(CorrectGuest(**who, name="Bob"))
    client.give(ConvertGuest(**who, member_id=member_id))
    client.give(CorrectGuest(**who, name="Robert"))
    client.give(EraseGuest(**who))


def followed_up(client: Client) -> None:
    """Somebody asks at two venues, is called, handed on and given up, comes after all, and registers."""
    who, phone = {"guest_id": id_of(client.name, "lead")}, f"+8613200132{client.dice.randrange(1000):03d}"
    asks = {"source": "phone", "name": "Kai", "phone": phone}
    call = RecordProspectContact(**who, contact_id=id_of(client.name, "call"), way="phone", note="asks her husband")
    gives_up = MoveProspect(**who, stage="lost", reason=DEAR.reason)
    client.give(PublishProspectStages(from_day=TODAY, stages=STAGES, lost_reasons=(DEAR,)))
    client.give(call)
    client.give(OpenProspect(**who, **HERE, **asks))
    client.give(OpenProspect(guest_id=id_of(client.name, "lead", 2), venue_id=VENUES[1], **asks))
    for command in (call, gives_up, AssignProspect(**who, owner_id=None, venue_id=VENUES[1])):
        client.give(command)
    client.give(RecordGuestVisit(**who, visit_id=id_of(client.name, "comes"), **HERE, name="Kai", phone=phone))
    client.sleep(30)
    who_joins = id_of(client.name, "joins")
    client.give(
        RegisterMember(member_id=who_joins, name="Kai", phone=phone, **HERE, channel="desk", terms_accepted="2025-01")
    )
    client.await_stream("members", f"guest-{who['guest_id']}", 60.0, version=3)
    client.give(gives_up)


def invited(client: Client, member_id: str, card_id: str) -> None:
    text = {"edition": "2025", "from_day": TODAY, "text": "You …", "text_zh": "您……"}
    client.give(PublishDocument(kind="waiver", **text))
    for n in range(3):
        invitation_id, guest_id = id_of(client.name, "invitation", n), id_of(client.name, "brought", n)
        phone = f"+8613300133{client.dice.randrange(1000):03d}"
        asks = InviteGuest(
            invitation_id=invitation_id, guest_id=guest_id, member_id=member_id, card_id=card_id, **HERE, name="Bo",
            phone=phone,
        )  # fmt: skip
        client.give(asks)
        client.give(SignAsGuest(invitation_id=invitation_id, guest_id=guest_id, **HERE, edition="2025", signature="Bo"))
        client.sleep(90)
        client.give(
            AdmitGuest(swipe_id=id_of(client.name, "lets in", n), card_id=card_id, pass_id=invitation_id, **HERE), GATE
        )
        if client.dice.random() < 0.5:
            client.give(WithdrawInvitation(invitation_id=invitation_id, member_id=member_id))
