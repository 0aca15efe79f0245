"""A card that allows much: shared, chipped, frozen, extended, blocked, replaced, passed on, read by an offline gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared.contracts import Actor, Command, DayRange, Money
from shared.contracts.cards import (
    ActivateCard,
    AddHolder,
    AddVirtualNumber,
    AgreeAutoRenewal,
    ApproveApplication,
    Area,
    BindChip,
    BlockCard,
    CloseVenue,
    ConfirmOfflineList,
    DeclineApplication,
    EndFreeze,
    EnterArea,
    FreezeCard,
    GatePolicy,
    GiveDays,
    GiveNotice,
    Grade,
    LetIn,
    OverrideEntry,
    PlanChange,
    PublishProduct,
    QuoteChange,
    RemoveHolder,
    ReopenVenue,
    RequestExtension,
    RequestReplacement,
    RequestTransfer,
    SetCardGrades,
    SetGatePolicy,
    SettleOfflineConflict,
    SwipeCard,
    TakeBackEntry,
    Terms,
    UnbindNumber,
    UnblockCard,
    UploadSwipe,
    WaiveReplacementFee,
    WithdrawAutoRenewal,
    WithdrawNotice,
    WithdrawPlannedChange,
)
from shared.contracts.finance import OrderLine, PlaceOrder, PublishPrice, RecordPayment
from shared.contracts.members import ChangeProfile, PublishDocument, SignDocument
from shared.ids import derived_id
from tests.sim.client import GATE, MANAGER, OFFICE, Client
from tests.sim.flows.one_person import registers
from tests.sim.flows.scene import TODAY, VENUES, id_of, yuan

LIBERAL = Terms(
    kind="term", months=1, freeze_days=30, holders=3, auto_renew_most=yuan(500), replacement_fee=yuan(20),
    activation="chosen_day", activate_within_days=10, guest_passes=2,
)  # fmt: skip
GRADES = SetCardGrades(grades=tuple(Grade(grade=g, name=g, name_zh="卡") for g in ("basic", "gold")), effective=TODAY)
PRODUCTS = {
    id_of("liberal month"): replace(LIBERAL, grade="basic"),
    id_of("longer notice"): replace(LIBERAL, grade="gold", cancel_notice_days=14),
}
PRICE = yuan(400)
POOL = Area(name="pool", capacity=2)
HERE = {"venue_id": VENUES[0]}
Given = list[tuple[Command, Actor]]


def holder(client: Client) -> None:
    """Two or three of these stories of one card, in any order."""
    member_id, friend = (id_of(client.name, "record", n) for n in range(2))
    for each in (member_id, friend):
        registers(client, each)
    card_id = bought(client, member_id)
    if not client.await_stream("cards", f"card-{card_id}", 90.0):
        return
    card = {"card_id": card_id, "member_id": member_id}
    client.give(ActivateCard(**card, first_day=TODAY))
    stories = (
        shares(card, friend), carries(client, card), rests(client, card), is_shut(card), renews(card), leaves(card),
        is_given(client, card), is_read(client, card), closes(client), passes(client, card, friend),
    )  # fmt: skip
    for story in client.dice.sample(stories, client.dice.randint(2, 4)):
        for command, actor in story:
            client.sleep(30)
            client.give(command, actor)


def bought(client: Client, member_id: str) -> str:
    client.give(GRADES)
    for product_id, terms in PRODUCTS.items():
        client.give(PublishProduct(product_id=product_id, name="Month", name_zh="月卡", terms=terms))
        client.give(
            PublishPrice(
                product_id=product_id, title="Month", kind="card", price=PRICE, tax_basis_points=600, prepaid=True,
                valid_from=TODAY,
            )
        )  # fmt: skip
    order_id, product_id = id_of(client.name, "order"), client.dice.choice(list(PRODUCTS))
    line = (OrderLine(product_id=product_id),)
    client.give(PlaceOrder(order_id=order_id, member_id=member_id, **HERE, lines=line), tries=12)
    paid = {"payment_id": id_of(order_id, "payment"), "order_id": order_id, "method": "cash", **HERE}
    client.give(RecordPayment(**paid, amount=PRICE))
    return derived_id(order_id, 0, 0)


def by_office(*commands: Command) -> Given:
    return [(command, OFFICE) for command in commands]


def shares(card: dict[str, str], friend: str) -> Given:
    return by_office(*(wish(**card, holder_id=friend) for wish in (AddHolder, RemoveHolder, RemoveHolder)))


def carries(client: Client, card: dict[str, str]) -> Given:
    uid = f"04A2B9{client.dice.randrange(100):02d}"
    return by_office(
        BindChip(**card, uid=uid),
        AddVirtualNumber(**card, number_id=id_of(client.name, "virtual")),
        UnbindNumber(**card, number=uid, lost=client.dice.random() < 0.5),
        BindChip(**card, uid=uid),
    )


def rests(client: Client, card: dict[str, str]) -> Given:
    rest = DayRange(TODAY + timedelta(days=2), TODAY + timedelta(days=9))
    early = EndFreeze(**card, first_day_back=TODAY + timedelta(days=client.dice.choice((2, 4, 20))))
    return by_office(FreezeCard(**card, rest=rest), early)


def is_shut(card: dict[str, str]) -> Given:
    until = TODAY + timedelta(days=3)
    why = {"reason": "fought"}
    let_in = LetIn(**card, until=until, **why)
    return by_office(let_in, BlockCard(**card, **why), let_in, UnblockCard(**card, **why))


def renews(card: dict[str, str]) -> Given:
    return by_office(
        QuoteChange(**card, product_id=list(PRODUCTS)[1]),
        AgreeAutoRenewal(**card, most=Money(60_000, "CNY")),
        AgreeAutoRenewal(**card, most=Money(40_000, "CNY")),
        WithdrawAutoRenewal(**card),
        *(PlanChange(**card, product_id=product_id) for product_id in PRODUCTS),
        WithdrawPlannedChange(**card),
    )


def is_given(client: Client, card: dict[str, str]) -> Given:
    asked = {"card_id": card["card_id"], "application_id": id_of(client.name, "extension")}
    more = {"days": 7, "cause": "illness", "reason": "flu"}
    give = GiveDays(**card, gift_id=id_of(client.name, "gift days"), **more)
    ask = RequestExtension(**card, application_id=asked["application_id"], **more)
    return [*by_office(give, ask, ApproveApplication(**asked)), (ApproveApplication(**asked), MANAGER)]


def is_read(client: Client, card: dict[str, str]) -> Given:
    """In, on to the pool, and not let in again but by hand; an offline gate that did; the first entry was a mistake."""
    first, second, third, fourth = (id_of(client.name, "reads", n) for n in range(4))
    at_gate = {"card_id": card["card_id"], **HERE}
    return [
        (SetGatePolicy(**HERE, effective=TODAY, policy=GatePolicy(capacity=3, areas=(POOL,))), OFFICE),
        (ConfirmOfflineList(**HERE, list_version="1"), GATE),
        (SwipeCard(swipe_id=first, **at_gate), GATE),
        (EnterArea(swipe_id=fourth, **at_gate, area="pool"), GATE),
        (SwipeCard(swipe_id=second, **at_gate), GATE),
        (OverrideEntry(swipe_id=second, **at_gate, ground="goodwill", words="known"), OFFICE),
        (UploadSwipe(swipe_id=third, **at_gate), GATE),
        (UploadSwipe(swipe_id=third, **at_gate), GATE),
        (SettleOfflineConflict(swipe_id=third, **at_gate, outcome="spoken to"), OFFICE),
        (TakeBackEntry(swipe_id=first, **at_gate, reason="the wrong card of two"), OFFICE),
    ]


def closes(client: Client) -> Given:
    closure = {"closure_id": id_of(client.name, "closure"), "venue_id": VENUES[1]}
    days = DayRange(TODAY, TODAY + timedelta(days=5))
    opens = (ReopenVenue(**closure, first_day_open=TODAY + timedelta(days=n)) for n in (9, 2))
    return by_office(CloseVenue(**closure, days=days, reason="a leak"), *opens)


def leaves(card: dict[str, str]) -> Given:
    notice = GiveNotice(**card, ends="paid_time", reason="moves")
    return by_office(AgreeAutoRenewal(**card, most=yuan(400)), notice, notice, WithdrawNotice(**card))


def passes(client: Client, card: dict[str, str], friend: str) -> Given:
    """Lost and replaced without its fee; then to the friend, who signed, or not."""
    replaced = {"replacement_id": id_of(client.name, "replacement"), "card_id": card["card_id"], **HERE}
    asked = {"card_id": card["card_id"], "application_id": id_of(client.name, "transfer")}
    answer: Command = client.dice.choice((ApproveApplication(**asked), DeclineApplication(**asked, reason="no")))
    request = RequestTransfer(**asked, member_id=card["member_id"], to_member_id=friend, reason="moves")
    lost = RequestReplacement(**replaced, member_id=card["member_id"], reason="lost")
    edition = {"kind": "membership_contract", "edition": "2025"}
    signed = (
        PublishDocument(**edition, from_day=TODAY, text="You …", text_zh="您……"),
        *(ChangeProfile(member_id=each, birth_date="1990-01-01") for each in (card["member_id"], friend)),
        request,
        SignDocument(**edition, member_id=friend, **HERE, signature="Friend"),
    )
    told = (lost, WaiveReplacementFee(**replaced, because="our fault"), *signed, request)
    return [*by_office(*told), (answer, MANAGER)]
