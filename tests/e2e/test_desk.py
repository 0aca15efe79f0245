"""A clerk of one venue, let in by head office: whose rights name venues, as those of nearly everybody do."""

from __future__ import annotations

import uuid

from tests.e2e.visitor import Visitor

FIRST, OWN = "seven calm herons", "a path of yellow stones"


def test_a_clerk_of_one_venue_logs_in_chooses_a_password_and_works_there_only(office: Visitor, base: str) -> None:
    here, there, clerk = (str(uuid.uuid4()) for _ in range(3))
    for venue, name in ((here, "Bund"), (there, "Hongqiao")):
        opened = office.give(
            "members", "OpenVenue", venue_id=venue, name=name, name_zh="店", zone="Asia/Shanghai", currency="CNY"
        )
    office.ask("cards", "ListProducts", after=opened)  # its gates have opened
    office.give("members", "HireStaff", staff_id=clerk, name="Li Na", roles=["front_desk"], venues=[here])
    login = {"staff_id": clerk, "login": "li.na", "password": FIRST}
    assert office.call("POST", "/api/v1/credentials/staff", json=login).status_code == 204

    chosen = {"password": FIRST, "new_password": OWN, "bearer": True}
    new = Visitor(base).log_in("li.na", FIRST).call("POST", "/api/v1/password", json=chosen)
    assert new.status_code in (200, 201), new.text
    desk = Visitor(base).log_in("li.na", OWN)
    assert desk.call("GET", "/api/v1/session").json()["venues"] == [here]
    assert [row["venue_id"] for row in desk.ask("cards", "OccupancyNow")] in ([], [here])
    elsewhere = desk.try_("members", "RecordGuestVisit", guest_id=str(uuid.uuid4()), visit_id=str(uuid.uuid4()),
                          venue_id=there, name="Wang")  # fmt: skip
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "NotAllowed")
