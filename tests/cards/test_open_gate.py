from services.cards.gate.gate import GATE
from shared.contracts.cards import OpenGate
from tests.cards.examples import gate_opened
from tests.scenario import Scenario

gate = Scenario(GATE)
open_gate = OpenGate(**vars(gate_opened))


def test_the_doors_of_a_new_venue_read_cards():
    gate.given().when(open_gate).then(gate_opened)


def test_a_gate_opens_once():
    gate.given(gate_opened).when(open_gate).then()
