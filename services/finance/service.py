"""Finance, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.finance.buyer import BUYER
from services.finance.custom_offers import CUSTOM_OFFERS
from services.finance.debt_policy import DEBT_POLICY
from services.finance.debts import DEBTS
from services.finance.decider import ORDER
from services.finance.interest import REFUND_INTEREST
from services.finance.known import KNOWN_CARD, KNOWN_PRODUCT
from services.finance.level import BUYER_LEVEL, DISCOUNTS
from services.finance.partner import PARTNER, PARTNER_PRICE, PARTNER_RIGHT
from services.finance.payer import PAYER
from services.finance.prepaid import CAPS, PREPAID
from services.finance.price_list import PRICE, TILL
from services.finance.reactions import react
from services.finance.receivable import RECEIVABLE
from services.finance.safety import CHARGING, SAFETY_STOP
from services.finance.stranger import ORDER_OF_STRANGER
from services.finance.terms.paid_days import PAID_DAYS
from services.finance.terms.rhythm import INCOME_POLICY
from services.finance.timers import timers
from shared.service import Service

HEARD = (BUYER, BUYER_LEVEL, DISCOUNTS, PAYER, PARTNER, PARTNER_RIGHT, KNOWN_PRODUCT, KNOWN_CARD)
PRICES = (PRICE, CUSTOM_OFFERS, PARTNER_PRICE)
ORDERS = (CAPS, PREPAID, ORDER, ORDER_OF_STRANGER)
POLICIES = (INCOME_POLICY, DEBT_POLICY, REFUND_INTEREST, SAFETY_STOP)

SERVICE = Service(
    name="finance",
    folder=Path(__file__).parent,
    deciders=(TILL, *HEARD, *PRICES, *POLICIES, *ORDERS, PAID_DAYS, DEBTS, CHARGING, RECEIVABLE),
    hears=react.sources,
    react=react,
    timers=timers,
)
