"""Members: the people of the chain (members, staff) and its venues. The only service that knows a name or a phone."""

from shared.contracts.members.access import *
from shared.contracts.members.agreement import *
from shared.contracts.members.body import *
from shared.contracts.members.coach import *
from shared.contracts.members.consent import *
from shared.contracts.members.contact import *
from shared.contracts.members.document import *
from shared.contracts.members.duplicates import *
from shared.contracts.members.entry import *
from shared.contracts.members.extra import *
from shared.contracts.members.family import *
from shared.contracts.members.fitness import *
from shared.contracts.members.guardian import *
from shared.contracts.members.guest import *
from shared.contracts.members.health import *
from shared.contracts.members.importing import *
from shared.contracts.members.invitation import *
from shared.contracts.members.ladder import *
from shared.contracts.members.level import *
from shared.contracts.members.life import *
from shared.contracts.members.member import *
from shared.contracts.members.panel import *
from shared.contracts.members.partner import *
from shared.contracts.members.plan import *
from shared.contracts.members.policy import *
from shared.contracts.members.profile import *
from shared.contracts.members.proof import *
<<<<<<< HEAD
from shared.contracts.members.prospect import *
=======
from shared.contracts.members.rights import *
>>>>>>> 1798f8d (An event in no report says why in its contract; contracts export their modules by themselves; what a capability costs is measured)
from shared.contracts.members.staff import *
from shared.contracts.members.stranger import *
from shared.contracts.members.trial import *
from shared.contracts.members.venue import *
from shared.contracts.members.workout import *
