"""What the audit checks in finance's log: the books balance, and money moved once. Pure; borrows no rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from services.finance.owed import Deferred
from shared.audit import Check, Rows, Violation
from shared.contracts import Event
from shared.contracts.finance import (
    EntryPosted,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    PartnerCreditUsed,
    PartnerPaymentReceived,
    PayerNoted,
    PaymentReceived,
    PaymentReturned,
    PaymentShare,
    RefundInterestPaid,
    SettledPart,
    UnusedCredited,
)
from shared.log import Recorded

MONEY = {"cash": "cash", "terminal": "terminal", "transfer": "bank", "sandbox": "provider", "partner": "partner"}
"""Ways to pay, and the accounts that hold what came by them."""

TILLS = {account for account in MONEY.values() if account != "partner"}
"""What cannot be below zero; a company that paid may have something back."""

Account = tuple[str, str, str]  # venue, account, currency
Partners = PartnerPaymentReceived | PartnerCreditUsed
Moved = PaymentReceived | PaymentReturned | OrderRefunded | UnusedCredited | RefundInterestPaid | Partners | EntryPosted
BALANCES = "SELECT venue_id::text, account, currency, sum(amount)::bigint FROM posting GROUP BY 1, 2, 3"


class Books(Check):
    """Keeps a balance an account."""

    invariant = "I3"
    promise = "every entry, and so the trial balance at every event, sums to zero; shown balances are the log's"

    def __init__(self) -> None:
        self.balances: Counter[Account] = Counter()
        self.own: Counter[Account] = Counter()  # what the operator paid of its own, as interest
        self.entries = self.trial = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        if not isinstance(event, EntryPosted):
            return
        self.entries += 1
        total = 0
        for posting in event.postings:
            total += posting.amount
            account = (event.venue_id, posting.account, event.currency)
            self.balances[account] += posting.amount
            if event.memo == "interest" and posting.account in MONEY.values():
                self.own[account] -= posting.amount
            if posting.account in TILLS and self.balances[account] + self.own[account] < 0:
                yield Violation.at(recorded, f"{posting.account} of {event.venue_id} falls to {self.balances[account]}")
        if total:
            self.trial += total
            yield Violation.at(recorded, f"entry {event.entry_id} sums to {total}, the trial balance to {self.trial}")

    def shown(self) -> Mapping[str, Rows]:
        return {BALANCES: [(*account, balance) for account, balance in self.balances.items()]}

    def checked(self) -> str:
        return f"{self.entries:,} entries on {len(self.balances):,} accounts"


class Payments(Check):
    """Keeps what is held of every payment, and every refund's id."""

    invariant = "I3"
    promise = "no money is taken or returned twice, and the ledger holds exactly what moved"

    def __init__(self) -> None:
        self.held: Counter[tuple[str, str]] = Counter()  # by order, within which a reference stands for one payment
        self.paid: set[str] = set()
        self.returned: set[tuple[type[Event], str, str]] = set()
        self.moved: Counter[Account] = Counter()
        self.booked: Counter[Account] = Counter()
        self.apart: dict[Account, Recorded] = {}  # the event since which money and ledger differ

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        for says in self._wrong(event):
            yield Violation.at(recorded, says)
        if isinstance(event, Moved):
            self._compare(recorded, event)

    def _compare(self, recorded: Recorded, event: Moved) -> None:
        for account in touched(event):
            if self.moved[account] == self.booked[account]:
                self.apart.pop(account, None)
            else:
                self.apart.setdefault(account, recorded)

    def _wrong(self, event: Event) -> Iterator[str]:
        match event:
            case PaymentReceived():
                payment = event.order_id, event.payment_id
                if self.held[payment]:
                    yield f"payment {event.payment_id} is taken while {self.held[payment]} of it is held"
                self.held[payment] += event.amount.amount
                self.moved[event.venue_id, MONEY[event.method], event.amount.currency] += event.amount.amount
            case PaymentReturned() | OrderRefunded() | UnusedCredited():
                refund_id = event.credit_id if isinstance(event, UnusedCredited) else event.refund_id
                if (refund := (type(event), event.order_id, refund_id)) in self.returned:
                    yield f"refund {refund_id} is returned twice"
                self.returned.add(refund)
                for share in event.returned_by:
                    yield from self._return(event, share)
            case PartnerPaymentReceived():
                if (payment := (event.agreement_id, event.payment_id)) in self.held:
                    yield f"payment {event.payment_id} of a partner is taken twice"
                self.held[payment] = event.amount.amount
                self.moved[event.venue_id, MONEY[event.method], event.amount.currency] += event.amount.amount
                self._settle(event.settles)
            case PartnerCreditUsed():
                self._settle((event.settles,))
            case RefundInterestPaid():
                if (interest := (type(event), event.order_id, event.refund_id)) in self.returned:
                    yield f"interest of refund {event.refund_id} is paid twice"
                self.returned.add(interest)
                self.moved[event.venue_id, MONEY[event.method], event.amount.currency] -= event.amount.amount
            case OrderPaid():
                if event.order_id in self.paid:
                    yield f"order {event.order_id} is paid twice"
                self.paid.add(event.order_id)
            case EntryPosted():
                for posting in event.postings:
                    if posting.account in MONEY.values():
                        self.booked[event.venue_id, posting.account, event.currency] += posting.amount

    def _settle(self, parts: Iterable[SettledPart]) -> None:
        for part in parts:
            self.moved[part.venue_id, "partner", part.amount.currency] -= part.amount.amount

    def _return(self, event: PaymentReturned | OrderRefunded | UnusedCredited, share: PaymentShare) -> Iterator[str]:
        payment = event.order_id, share.payment_id
        self.held[payment] -= share.amount.amount
        self.moved[event.venue_id, MONEY[share.method], share.amount.currency] -= share.amount.amount
        if self.held[payment] < 0:
            yield f"payment {share.payment_id} returns {-self.held[payment]} more than it took"

    def end(self, before: object) -> Iterator[Violation]:
        for (venue, name, currency), since in sorted(self.apart.items(), key=lambda item: item[1].position):
            moved, booked = self.moved[venue, name, currency], self.booked[venue, name, currency]
            yield Violation.at(since, f"{name} of {venue} moved {moved} {currency}, the ledger holds {booked}")

    def checked(self) -> str:
        return f"{len(self.held):,} payments, {len(self.returned):,} refunds"


def touched(event: Moved) -> set[Account]:
    """The accounts that an event says to have moved money of."""
    match event:
        case PartnerPaymentReceived():
            settled = {(part.venue_id, "partner", part.amount.currency) for part in event.settles}
            return settled | {(event.venue_id, MONEY[event.method], event.amount.currency)}
        case PaymentReceived() | RefundInterestPaid():
            return {(event.venue_id, MONEY[event.method], event.amount.currency)}
        case EntryPosted():
            return {
                (event.venue_id, posting.account, event.currency)
                for posting in event.postings
                if posting.account in MONEY.values()
            }
    if isinstance(event, PartnerCreditUsed):
        return {(event.settles.venue_id, "partner", event.settles.amount.currency)}
    return {(event.venue_id, MONEY[share.method], share.amount.currency) for share in event.returned_by}


class Payers(Check):
    """Keeps who agrees to pay for whom, as finance heard it."""

    invariant = "I3"
    promise = "no order is placed on the account of somebody who has not agreed to pay for the member"

    def __init__(self) -> None:
        self.agreed: set[tuple[str, str]] = set()
        self.orders = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        match event:
            case PayerNoted(member_id=member_id, payer_id=payer_id, pays=True):
                self.agreed.add((member_id, payer_id))
            case PayerNoted(member_id=member_id, payer_id=payer_id):
                self.agreed.discard((member_id, payer_id))
            case OrderPlaced(member_id=member_id, payer_id=str(payer_id)):
                self.orders += 1
                if (member_id, payer_id) not in self.agreed:
                    yield Violation.at(recorded, f"{payer_id} did not agree to pay for {member_id}")

    def checked(self) -> str:
        return f"{self.orders:,} orders on the account of others"


CHECKS = (Books, Payments, Payers, Deferred)
