"""Members, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.members.agreement import AGREEMENT
from services.members.answers import ANSWERS
from services.members.coach import COACH
from services.members.coaching import CLASSES, COACHING
from services.members.consent import CONSENT
from services.members.contact import CONTACT
from services.members.document import DOCUMENT
from services.members.duplicates import DUPLICATES
from services.members.entry import Kind, checker
from services.members.extra import EXTRA
from services.members.family import FAMILY
from services.members.fitness import FITNESS
from services.members.glass import GLASS, HEALTH_READS
from services.members.guardian import GUARDIAN
from services.members.guest import GUEST
from services.members.health import HEALTH
from services.members.importing import IMPORT
from services.members.invitation import INVITATION
from services.members.ladder import LADDER
from services.members.level import LEVEL
from services.members.measures import BODY
from services.members.member import MEMBER
from services.members.panel_entry import PANEL
from services.members.partner import PARTNER
from services.members.plan import PLAN
from services.members.policy import POLICY
from services.members.profile import PROFILE
from services.members.proof import PROOF
from services.members.prospect import PROSPECT
from services.members.questionnaire import QUESTIONNAIRE
from services.members.reactions import react
from services.members.reads import READS
from services.members.registration import REGISTRATION
from services.members.search import derive
from services.members.signature import SIGNATURE
from services.members.staff import STAFF
from services.members.stages import STAGES
from services.members.stranger import STRANGER
from services.members.ties import TIES
from services.members.timers import timers
from services.members.trial import TRIAL
from services.members.venue import VENUE
from services.members.workout import WORKOUT
from shared.service import Service

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
SERVICE = Service(
    name="members",
    folder=Path(__file__).parent,
    deciders=(
        VENUE,
        STAFF,
        COACH,
        POLICY,
        AGREEMENT,
        EXTRA,
        PROOF,
        REGISTRATION,
        MEMBER,
        PROFILE,
        CONSENT,
        CHECK,
        DUPLICATES,
        GUEST,
        STAGES,
        PROSPECT,
        TRIAL,
        INVITATION,
        CONTACT,
        PANEL,
        PARTNER,
        READS,
        IMPORT,
        GUARDIAN,
        FAMILY,
        TIES,
        COACHING,
        CLASSES,
        GLASS,
        HEALTH_READS,
        QUESTIONNAIRE,
        HEALTH,
        DOCUMENT,
        SIGNATURE,
        BODY,
        FITNESS,
        PLAN,
        WORKOUT,
        LADDER,
        LEVEL,
        STRANGER,
    ),
    hears=react.sources,
    react=react,
    answers=ANSWERS,
    timers=timers,
    private=True,
    derive=derive,
)
