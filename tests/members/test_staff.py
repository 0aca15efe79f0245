from dataclasses import replace

from services.members.staff import STAFF
from shared.contracts.members import (
    DismissStaff,
    GrantRoles,
    RolesGranted,
    StaffAlreadyHired,
    StaffDismissed,
    StaffNotEmployed,
    VenueNotOpen,
)
from tests.members.examples import LI, PUDONG, XUHUI, hire, hired, rights, venue_opened
from tests.scenario import Scenario

staff = Scenario(STAFF)
grant = GrantRoles(staff_id=LI, roles=("venue_manager",), venues=(PUDONG,))
dismissed = StaffDismissed(staff_id=LI)


def test_a_person_is_hired_with_rights_at_a_venue():
    staff.given(venue_opened).when(hire).then(hired, rights)


def test_a_person_is_hired_for_the_whole_chain():
    staff.given().when(replace(hire, venues=None)).then(hired, replace(rights, venues=None))


def test_a_person_is_hired_once():
    staff.given(venue_opened, hired, rights).when(hire).refuses(StaffAlreadyHired, staff_id=LI)


def test_rights_are_given_at_venues_that_are_open():
    staff.given(venue_opened).when(replace(hire, venues=(PUDONG, XUHUI))).refuses(VenueNotOpen, venue_id=XUHUI)


def test_new_roles_replace_the_old_ones():
    new = RolesGranted(staff_id=LI, roles=("venue_manager",), venues=(PUDONG,))
    staff.given(venue_opened, hired, rights).when(grant).then(new).when(grant).then()


def test_roles_are_given_to_people_who_are_employed():
    staff.given(venue_opened).when(grant).refuses(StaffNotEmployed, staff_id=LI)
    staff.given(venue_opened, hired, rights, dismissed).when(grant).refuses(StaffNotEmployed, staff_id=LI)


def test_a_dismissed_person_has_no_rights_left():
    gone = staff.given(hired, rights).when(DismissStaff(staff_id=LI)).then(dismissed)
    gone.when(DismissStaff(staff_id=LI)).refuses(StaffNotEmployed, staff_id=LI)
