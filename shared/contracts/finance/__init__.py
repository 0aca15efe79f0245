"""Finance: dated prices, orders, payments, refunds, and a double-entry ledger in which every entry sums to zero."""

from shared.contracts.finance.buyer import *
from shared.contracts.finance.card import *
from shared.contracts.finance.debt import *
from shared.contracts.finance.income import *
from shared.contracts.finance.interest import *
from shared.contracts.finance.ledger import *
from shared.contracts.finance.level import *
from shared.contracts.finance.line import *
from shared.contracts.finance.offer import *
from shared.contracts.finance.order import *
from shared.contracts.finance.partner import *
from shared.contracts.finance.payer import *
from shared.contracts.finance.payment import *
from shared.contracts.finance.prepaid import *
from shared.contracts.finance.price import *
from shared.contracts.finance.receivable import *
from shared.contracts.finance.refund import *
from shared.contracts.finance.renewal import *
from shared.contracts.finance.safety import *
from shared.contracts.finance.term import *
from shared.contracts.finance.till import *
