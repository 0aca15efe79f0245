"""Head office: people who work for the chain, rules for all, levels, registrations under review, debts and imports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared.contracts import Command, DayRange
from shared.contracts.cards import (
    GatePolicy,
    ImportCard,
    RequestLateFreeze,
    ReviseProduct,
    SetGatePolicy,
    WithdrawImportedCard,
)
from shared.contracts.finance import (
    OrderLine,
    PlaceOrder,
    PrepaidCaps,
    PublishDebtPolicy,
    PublishOffer,
    PublishPartnerPrice,
    PublishPrepaidCaps,
    PutOnAccount,
    WriteOffDebt,
)
from shared.contracts.members import (
    AddCertificate,
    AgreeWithPartner,
    AppraiseStaff,
    ApproveRegistration,
    CheckEntry,
    DescribeCoach,
    DismissStaff,
    EndPartnership,
    EraseStaff,
    GrantRoles,
    GrowthRate,
    HireStaff,
    Hours,
    JoinPartner,
    LevelRule,
    PublishLadder,
    RecordTraining,
    RegisterMember,
    RejectRegistration,
    ReleaseLevel,
    RevokeCertificate,
    SetLevel,
    SetMemberPolicy,
    Threshold,
    UploadRoster,
    WithdrawImported,
)
from shared.contracts.members.entry import EntryMade
from shared.log.memory import MemoryTransaction
from tests.sim.client import MANAGER, OFFICE, Client
from tests.sim.flows.one_person import registers
from tests.sim.flows.scene import PRICES, TERMS, TODAY, VENUES, id_of, yuan

HERE = {"venue_id": VENUES[0]}
YESTERDAY, TOMORROW = (TODAY + timedelta(days=n) for n in (-1, 1))


def office(client: Client) -> None:
    client.sleep(60)
    duty = client.dice.choice((employs, reviews, ranks, lends, takes_over, deals))
    duty(client)


def employs(client: Client) -> None:
    who, paper = {"staff_id": id_of(client.name, "staff")}, {"certificate_id": id_of(client.name, "certificate")}
    day = {"issued": TODAY, "valid_until": TODAY + timedelta(days=90)}
    mornings = (Hours(weekday="Mon", begins="09:00", ends="12:00"),)
    told: list[Command] = [
        HireStaff(**who, name="Li Na", roles=("front_desk",), venues=None),
        GrantRoles(**who, roles=("coach",), venues=None),
        DescribeCoach(**who, grade="senior", skills=("yoga",), hours=mornings),
        AddCertificate(**who, **paper, title="First aid", issuer="Red Cross", **day),
        RecordTraining(**who, training_id=id_of(client.name, "training"), title="Rescue", day=TODAY, hours=4),
        AppraiseStaff(**who, appraisal_id=id_of(client.name, "appraisal"), period="2024", score=4, note="patient"),
    ]  # fmt: skip
    gone: list[Command] = [
        RevokeCertificate(**who, **paper, reason="withdrawn"),
        DismissStaff(**who),
        EraseStaff(**who),
    ]
    for command in (*told, told[0]):
        client.give(command)
    for entry in entered(client, who["staff_id"]):
        check = CheckEntry(entry_id=entry.entry_id, kind=entry.kind, subject_id=entry.subject_id, right=True)
        client.give(check, client.dice.choice((OFFICE, MANAGER)))
        client.give(check, MANAGER)
    for command in gone:
        client.give(command)


def entered(client: Client, subject_id: str) -> list[EntryMade]:
    """What waits to be checked, as a screen shows it."""
    home = client.town.homes["members"]
    events = [e for e in home.store.events if e.type == EntryMade.__name__]
    decoded = home.deciders.codec.decode(MemoryTransaction(home.store), events)
    return [event for event in decoded if isinstance(event, EntryMade) and event.subject_id == subject_id]


def reviews(client: Client) -> None:
    """From a day on the other venue agrees to every registration; until then its members are members at once."""
    client.give(SetMemberPolicy(policy="registration_review", value="all", from_day=TODAY, venue_id=VENUES[1]))
    for n, approved in enumerate((True, False)):
        asking = {"member_id": id_of(client.name, "asks", n)}
        asks = RegisterMember(
            **asking, name="Wei", phone=f"+8613600136{client.dice.randrange(1000):03d}", venue_id=VENUES[1],
            channel="desk", terms_accepted="2025-01",
        )  # fmt: skip
        client.give(asks)
        client.sleep(60)
        answer: Command = ApproveRegistration(**asking) if approved else RejectRegistration(**asking, reason="no")
        client.give(answer, client.dice.choice((OFFICE, MANAGER)))
        client.give(answer, MANAGER)


def ranks(client: Client) -> None:
    """A ladder of two levels; who is set by hand and released."""
    member_id = id_of(client.name, "record", 0)
    registers(client, member_id)
    named = {"keep": Threshold(), "rights": ()}
    levels = (
        LevelRule(level="ordinary", name="Ordinary", name_zh="普通", reach=Threshold(), **named),
        LevelRule(level="silver", name="Silver", name_zh="银卡", reach=Threshold(growth=500), **named),
    )
    rate = (GrowthRate(per=yuan(1), points=1),)
    for day in (YESTERDAY, TOMORROW):
        client.give(PublishLadder(from_day=day, levels=levels, growth_for_payment=rate))
    client.give(SetLevel(member_id=member_id, level="silver", reason="a friend of the house"))
    client.give(ReleaseLevel(member_id=member_id))


def lends(client: Client) -> None:
    """What is put on account is owed, and written off."""
    member_id, order_id = id_of(client.name, "record", 0), id_of(client.name, "order")
    registers(client, member_id)
    for least in (yuan(1), yuan(1_000_000)):
        client.give(PublishDebtPolicy(least=least, days=3, valid_from=client.dice.choice((TODAY, TOMORROW))))
    line = OrderLine(product_id=sorted(PRICES)[0])
    client.give(PlaceOrder(order_id=order_id, member_id=member_id, **HERE, lines=(line,)))
    client.give(PutOnAccount(order_id=order_id, **HERE, due_day=TOMORROW))
    client.await_stream("finance", f"debt-{member_id}", 60.0)
    client.give(WriteOffDebt(member_id=member_id, order_id=order_id, **HERE, reason="moved away"))


def takes_over(client: Client) -> None:
    """Members and cards of an older system, one of them by mistake; gates get a policy, a product other terms."""
    member_id, import_id = id_of(client.name, "imported"), id_of(client.name, "import")
    taken = RegisterMember(
        member_id=member_id, name="Wei", phone=f"+8613500135{client.dice.randrange(1000):03d}", **HERE,
        channel="import", terms_accepted="2025-01", import_id=import_id,
    )  # fmt: skip
    client.give(taken)
    product_id = id_of("month")
    valid = DayRange(TODAY - timedelta(days=10), TODAY + timedelta(days=20))
    card = ImportCard(
        card_id=id_of(client.name, "card"),
        product_id=product_id,
        member_id=member_id,
        **HERE,
        valid=valid,
        currency="CNY",
    )
    client.give(card)
    mistaken = replace(card, card_id=id_of(client.name, "mistaken card"))
    for command in (mistaken, WithdrawImportedCard(card_id=mistaken.card_id)):
        client.give(command)
    ill = DayRange(TODAY - timedelta(days=5), TODAY - timedelta(days=2))
    asked = {"card_id": card.card_id, "member_id": member_id, "application_id": id_of(client.name, "was ill")}
    client.give(RequestLateFreeze(**asked, rest=ill, papers="2025/17", reason="told late"))
    client.give(WithdrawImported(member_id=member_id, import_id=import_id))
    rules = GatePolicy(code_minutes=client.dice.choice((5, 30)), capacity=client.dice.choice((1, 2, None)))
    client.give(SetGatePolicy(**HERE, effective=TODAY, policy=rules))
    client.give(
        ReviseProduct(product_id=product_id, name="Card", name_zh="卡", terms=TERMS[product_id], effective=TOMORROW)
    )


def deals(client: Client) -> None:
    """A company's people pay other prices; one joins and leaves again. Prepaid cards stay within the region's caps."""
    member_id, deal = id_of(client.name, "record", 0), {"agreement_id": id_of(client.name, "partner")}
    registers(client, member_id)
    client.give(UploadRoster(**deal, codes=("A-17",)))
    named = {"partner": "Acme", "partner_zh": "安可", "from_day": YESTERDAY, "until": TODAY + timedelta(days=90)}
    client.give(AgreeWithPartner(**deal, **named))
    client.give(UploadRoster(**deal, codes=("A-17", "A-18")))
    for per_mille in (800, 5000):
        price = {"product_id": sorted(PRICES)[0], "valid_from": TODAY, "per_mille": per_mille}
        client.give(PublishPartnerPrice(**deal, **price))
    for code in ("B-1", "A-17"):
        client.give(JoinPartner(**deal, member_id=member_id, code=code))
    client.give(EndPartnership(**deal, member_id=member_id, from_day=TOMORROW))
    offered = {"title": "Golden week", "price": yuan(100), "valid_from": TODAY, "valid_until": TOMORROW}
    client.give(PublishOffer(offer_id=id_of(client.name, "offer"), product_id=sorted(PRICES)[0], **offered))
    caps = PrepaidCaps(membership=yuan(5000), membership_months=24)
    publish = PublishPrepaidCaps(for_venue=VENUES[1], region="Shanghai", caps=caps, valid_from=TOMORROW)
    client.give(publish)
    client.give(replace(publish, caps=replace(caps, months_ahead=121)))
