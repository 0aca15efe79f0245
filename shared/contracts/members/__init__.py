"""Members: the people of the chain (members, staff) and its venues. The only service that knows a name or a phone."""

from shared.contracts.members.member import *
from shared.contracts.members.staff import *
from shared.contracts.members.venue import *
