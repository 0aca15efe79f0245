"""Engagement: points by dated rules, in lots that expire; later activities, coupons, messages, complaints."""

from shared.contracts.engagement.balance import *
from shared.contracts.engagement.joining import *
from shared.contracts.engagement.points import *
from shared.contracts.engagement.rule import *
