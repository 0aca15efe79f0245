"""Cards: products, cards with their lots, and the gate that says yes, or no with a reason and a remedy."""

from shared.contracts.cards.application import *
from shared.contracts.cards.auto_renewal import *
from shared.contracts.cards.begin import *
from shared.contracts.cards.block import *
from shared.contracts.cards.card import *
from shared.contracts.cards.change import *
from shared.contracts.cards.code import *
from shared.contracts.cards.explain import *
from shared.contracts.cards.extension import *
from shared.contracts.cards.foresight import *
from shared.contracts.cards.freeze import *
from shared.contracts.cards.gate import *
from shared.contracts.cards.gate_policy import *
from shared.contracts.cards.holds import *
from shared.contracts.cards.lot import *
from shared.contracts.cards.number import *
from shared.contracts.cards.person import *
from shared.contracts.cards.product import *
from shared.contracts.cards.purchase import *
from shared.contracts.cards.replacement import *
from shared.contracts.cards.terms import *
from shared.contracts.cards.transfer import *
from shared.contracts.cards.venue import *
from shared.contracts.cards.warning import *
from shared.contracts.cards.watch import *
from shared.contracts.cards.worth import *
