"""The entries that a second person checks: of each kind the rules that decide it, and the streams it is about. Pure."""

from __future__ import annotations

from services.members.coach import COACH
from services.members.entry import Checked, checker
from services.members.extra import EXTRA
from services.members.profile import PROFILE
from shared.decider import Decider

CHECK: Decider[Checked] = checker(
    {"profile": PROFILE, "extra_data": EXTRA, "certificates": COACH},
    {
        "profile": ("member-{}", "profile-{}"),
        "extra_data": ("extrafields", "member-{}", "extra-{}"),
        "certificates": ("staff-{}", "coach-{}"),
    },
)
