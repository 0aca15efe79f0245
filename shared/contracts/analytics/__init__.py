"""Analytics: questions across services, answered from the projected events. Every figure names its clock and zone."""

from shared.contracts.analytics.activity import *
from shared.contracts.analytics.cards import *
from shared.contracts.analytics.churn import *
from shared.contracts.analytics.classes import *
from shared.contracts.analytics.clerks import *
from shared.contracts.analytics.closures import *
from shared.contracts.analytics.debts import *
from shared.contracts.analytics.desk import *
from shared.contracts.analytics.earned import *
from shared.contracts.analytics.freezes import *
from shared.contracts.analytics.freshness import *
from shared.contracts.analytics.gate import *
from shared.contracts.analytics.guests import *
from shared.contracts.analytics.income import *
from shared.contracts.analytics.levels import *
from shared.contracts.analytics.losses import *
from shared.contracts.analytics.members import *
from shared.contracts.analytics.partners import *
from shared.contracts.analytics.payers import *
from shared.contracts.analytics.prospects import *
from shared.contracts.analytics.value import *
