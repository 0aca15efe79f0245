"""One canonical example of each message of members; used by its tests, the door's and the golden files'."""

from __future__ import annotations

from services.members.numbers import numbers_for
from shared.contracts.members import (
    HireStaff,
    MemberNumberClaimed,
    MemberRegistered,
    OpenVenue,
    PhoneClaimed,
    RegisterMember,
    RolesGranted,
    StaffHired,
    VenueOpened,
)
from shared.decider import plain_digest

PUDONG = "00000000-0000-4000-8000-000000000001"
XUHUI = "00000000-0000-4000-8000-000000000002"
WEI = "00000000-0000-4000-8000-0000000000a1"
ADA = "00000000-0000-4000-8000-0000000000a2"
LI = "00000000-0000-4000-8000-0000000000b1"
PHONE = "+8613800138000"
NUMBER = numbers_for(WEI)[0]

open_venue = OpenVenue(venue_id=PUDONG, name="Pudong", name_zh="浦东馆", zone="Asia/Shanghai", currency="CNY")
venue_opened = VenueOpened(**vars(open_venue))
register = RegisterMember(
    member_id=WEI, name="张伟", phone=PHONE, venue_id=PUDONG, channel="desk", terms_accepted="2025-01"
)
AS_ASKED = ("member_id", "name", "phone", "venue_id", "channel", "language", "terms_accepted")
registered = MemberRegistered(number=NUMBER, **{name: getattr(register, name) for name in AS_ASKED})
number_claimed = MemberNumberClaimed(number=NUMBER, member_id=WEI)
phone_claimed = PhoneClaimed(phone_index=plain_digest(PHONE), member_id=WEI)
hire = HireStaff(staff_id=LI, name="Li Na", roles=("front_desk",), venues=(PUDONG,))
hired = StaffHired(staff_id=LI, name="Li Na")
rights = RolesGranted(staff_id=LI, roles=("front_desk",), venues=(PUDONG,))
