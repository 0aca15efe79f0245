"""The entries that a second person checks: of each kind the rules that decide it, and the streams it is about. Pure."""

from __future__ import annotations

from services.members.coach import COACH
from services.members.contact import CONTACT
from services.members.entry import Kind, checker
from services.members.extra import EXTRA
from services.members.guest import GUEST
from services.members.measures import BODY
from services.members.profile import PROFILE

CHECK = checker(
    {
        "profile": Kind(PROFILE, ("member-{}", "profile-{}")),
        "extra_data": Kind(EXTRA, ("extrafields", "member-{}", "extra-{}")),
        "certificates": Kind(COACH, ("staff-{}", "coach-{}")),
        "guest": Kind(GUEST, ("guest-{}",)),
        "contact": Kind(CONTACT, ("member-{}", "contacts-{}")),
        "measurement": Kind(BODY, ("body-{}",)),
    }
)
