from services.members.venue import VENUE
from shared.contracts.members import VenueAlreadyOpen
from tests.members.examples import PUDONG, open_venue, venue_opened
from tests.scenario import Scenario

venue = Scenario(VENUE)


def test_a_venue_opens_with_its_zone_and_currency():
    venue.given().when(open_venue).then(venue_opened)


def test_a_venue_opens_once():
    venue.given(venue_opened).when(open_venue).refuses(VenueAlreadyOpen, venue_id=PUDONG)
