"""What analysts may rely on: every event considered, every column explained, a role that can only read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from services.analytics.service import SERVICE
from shared.contracts import Query, catalogue
from shared.money import DECIMALS
from shared.projections import HEADING, event_types
from stadion.embedded.databases import Provisioned
from tests.analytics.story import DAY, life
from tests.analytics.telling import PROJECTIONS, Reports
from tests.servers import Postgres

PAGE = Path(__file__).parents[2] / "docs" / "bi.md"
LOG_IN = re.compile(r"```sql\n(CREATE ROLE .*?)```", re.DOTALL)
EXAMPLE = re.compile(r"```sql\n(SELECT [^`]*)```\n+```text\n([^`]*)```")

NOT_PROJECTED = {
    "of use to their own service only": {
        "ArrivalMatched", "ArrivalNoted", "AttendanceMarked", "BookingClaimed", "CardNumberClaimed", "CoachFreed",
        "CoachReserved", "DiaryCleared", "DiaryEntered", "MemberNumberClaimed", "PhoneClaimed", "PhoneReleased",
        "RoomFreed", "RoomReserved", "CardNumberFreed",
        "CodeCounted", "CodeMade", "CodeWrong", "ContactProven", "FingerprintNoted", "LeadClaimed", "MemberWasGuest",
        "CrowdMoved", "OverrideCounted", "ProofForgotten", "ProofUsed", "TrialCounted", "PersonalDataRead",
        "DuplicateDismissed", "SharedCardNoted", "GuestVisitTakenBack", "InvitationReopened",
        "TrialHadNoted", "TrialMatched", "TrialSignCarried", "TrialSignsNoted",
    },
    "families and guardians: of use at the desk": {
        "ChildCameOfAge", "ComingOfAgeNear", "FamilyJoined", "FamilyLeft", "GuardianLinked", "GuardianUnlinked",
        "MinorWatched", "PayerAgreed", "PayerEnded", "TieEnded", "TieNoted", "TiesLoosened",
    },
    "documents and signatures: of use at the desk and the gate": {
        "DocumentPublished", "DocumentSigned", "SignatureEnded", "SigningDemanded", "SigningNear",
    },
    "growth points by the ladder: each payment, visit and attendance behind them is a fact already": {
        "GrowthEarned", "GrowthTakenBack", "GrowthWithdrawn",
    },
    "a service's echo of VenueOpened": {"GateOpened", "TillOpened", "TimetableOpened"},
    "how the word about a debt is found, and finds the cards": {
        "DebtChanged", "DebtFellDue", "DebtOverdue", "DebtSettled", "DebtsReviewed", "DebtorNoted", "HolderNoted",
        "HolderErased", "MembershipRestNoted", "OrderPutOnAccount", "PersonOwes",
    },
    "when and how the income of terms is booked, which EntryPosted says again": {
        "IncomePolicyPublished", "IncomeReviewed", "TermSpread",
    },
    "a service's echo of what members says of a person": {
        "BookerNoted", "BuyerNoted", "PersonNoted", "WaiverNoted", "WaiverSignatureNoted",
    },
    "a service's echo of what members says of levels": {
        "BookerLevelNoted", "BookingRightsNoted", "BuyerLevelNoted", "DiscountsNoted",
    },
    "a service's echo of what members says of families": {
        "BookerWardNoted", "PayerNoted",
    },
    "said again by the booking that is let go": {"DoubleBookingFound"},
    "offers to members with a level: the order line says what was taken off": {"OfferClaimed", "OfferPublished"},
    "guest passes of a level: the invitation says that it is on one": {"LevelPassFreed", "LevelPassTaken"},
    "a card closed with its person, whose erasure is a fact": {"CardClosed"},
    "how a closure finds the cards": {"CardShelved", "ShelfTold"},
    "points of one person between two records": {"PointsPassedOn", "PointsTakenOver"},
    "what finance keeps of cards": {
        "CardNoted", "PaidDaysNoted", "PlannedChangeNoted", "PrepaidNoted", "PrepaidUsed", "ProductNoted",
        "UpgradeNoted",
    },
    "a service's echo of the interest that finance published": {"RefundInterestNoted"},
    "the interest beside a refund, whose ledger entry says what it came to": {"RefundInterestPaid"},
    "points of a renewal, which engagement tells of": {"GiftPointsGranted", "GiftPointsWithdrawn"},
    "a refund in part, which finance tells of": {"LotPriceReturned"},
    "what companies owe and pay, which EntryPosted says in the books": {
        "PartnerCreditUsed", "PartnerDueNoted", "PartnerPaymentReceived",
    },
    "an order that names nobody: of use at the desk": {"OrderOfStranger", "StrangerNamed"},
    "the safety stop of charges: of use to the clerk who looks": {
        "ChargeNoted", "ChargingResumed", "ChargingStopped", "FeeHeld",
    },
    "a price that was named, and is said again when it is paid": {"ChangeQuoted"},
    "said again by a later event that is": {
        "IncomeRecognised", "OverpaymentHeld", "PaymentFailed", "PaymentRequested",
        "ProviderNoticeReceived", "TermIncomeRecognised", "VisitNotHeld",
    },
    "a rule, not a figure: what came of it is told by the events that it led to": {
        "AgreementPublished", "CardGradesSet", "DataSupervisorAppointed", "DebtPolicyPublished", "ExtraFieldDefined",
        "FitnessTestDefined", "MemberPolicySet", "PointsRulePublished", "PrepaidCapsPublished",
        "QuestionnairePublished", "RefundInterestPublished", "RoomAdded", "SafetyStopPublished",
    },
    "said again: by the booking that is let go, by the renewal that failed, by the entry in the books": {
        "HoldWithdrawn", "IncomeTakenBack", "RenewalNotCharged",
    },
    "health, body and training: of the member and the coach, and in no figure of the house": {
        "AttendanceWithdrawn", "FitnessTestDue", "FitnessTestScheduled", "FitnessTestStopped", "FitnessTestTaken",
        "HealthAnswered", "HealthAnswersDue", "HealthDataRead", "HealthNoteClosed", "HealthNoteCorrected",
        "HealthNoted", "MeasurementCorrected", "MeasurementRecorded", "PlanEnded", "PlanReviewDue", "PlanWritten",
        "QuestionnaireAnswered", "WorkoutNoted", "WorkoutRecorded", "WorkoutRemoved",
    },
    "who may see a member's health: for the door of members": {"ClassNoted", "ClassSeatLeft", "ClassSeatNoted"},
    "a service's echo of an agreement, its prices and its roster: what was sold by it is told by each order": {
        "PartnerNoted", "PartnerPricePublished", "PartnerRightNoted", "RosterUploaded",
    },
    "how a guest comes by a pass: what became of it is told by the card, and the visit by GuestVisited": {
        "GuestCounted", "GuestInvited", "GuestPassCleared", "GuestSigned", "GuestUncounted", "InvitationEnded",
        "InvitationUsed",
    },
    "whose guardian somebody is: of use at the desk": {"WardNoted"},
    "what the desk is reminded of, and writes down of a member": {
        "AgreementAccepted", "ConfirmationDue", "ExtraFieldAnswered", "FollowUpDue", "GuestCorrected",
        "PanelEntryArchived",
        "PanelWritten", "PhoneChanged", "ProfileConfirmed", "ProspectDue",
    },
    "no report asks for it yet": {
        "CertificateAdded", "CertificateExpiring", "CertificateRevoked", "CoachAssigned", "CoachDescribed",
        "CoachingEnded", "RolesGranted", "StaffAppraised", "StaffDismissed", "StaffErased", "StaffHired",
        "TrainingRecorded",
        "NumberBound", "NumberUnbound",
    },
    "how the end of an employment finds the cards": {"PartnerOfHolderNoted"},
    "the other half of an event that is, in the stream of who stays": {"MemberAbsorbed", "MemberSeparated"},
    "its waking, not a change": {"CardWatched"},
    "which contract a card stands on: of use at the desk": {"ContractNoted", "ContractSignatureNoted"},
}  # fmt: skip


def test_every_event_of_every_service_is_projected_or_named_here_as_not() -> None:
    named = set[str]().union(*NOT_PROJECTED.values())
    known = event_types(SERVICE.hears)
    assert known - PROJECTIONS.types == named
    assert PROJECTIONS.types <= known


def test_no_projection_names_an_event_that_does_not_exist() -> None:
    for file in (SERVICE.folder / "projections").glob("*.sql"):
        sections = HEADING.split(file.read_text())[1:]
        for heading, text in zip(sections[::2], sections[1::2], strict=True):
            if heading == "project":
                named = set(re.findall(r"'([A-Z][a-z]+[A-Z]\w+)'", text))
                assert named <= event_types(SERVICE.hears), file.name


def test_every_report_names_its_clock_its_zone_and_whose_events_it_counts() -> None:
    for name, query in catalogue.of("analytics", Query).items():
        if name == "Freshness":
            continue
        assert query.figures, name
        assert {*query.figures.sources} <= {*SERVICE.hears}, name
        for text in query.figures[:2]:
            assert re.search("[a-z]", text.en) and re.search("[一-鿿]", text.zh), name


def test_every_table_and_column_is_explained_in_both_languages(bi: Reports) -> None:
    silent = bi.rows(
        "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0"
        " WHERE relnamespace = 'bi'::regnamespace AND relkind IN ('r', 'v') AND NOT attisdropped"
        "   AND coalesce(col_description(attrelid, attnum), '') !~ '[一-鿿].* \\| .*[a-z]'"
        " UNION ALL SELECT relname, NULL FROM pg_class"
        " WHERE relnamespace = 'bi'::regnamespace AND relkind IN ('r', 'v')"
        "   AND coalesce(obj_description(oid), '') !~ '[一-鿿].* \\| .*[a-z]'"
    )
    assert silent == []


def test_the_dictionary_holds_every_column(bi: Reports) -> None:
    [(tables, columns)] = bi.rows("SELECT count(*) FILTER (WHERE field IS NULL), count(field) FROM bi.meta_dictionary")
    [(expected,)] = bi.rows("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'bi'")
    assert (tables > 20, columns) == (True, expected)
    meaning = bi.rows(
        "SELECT meaning_zh, meaning_en FROM bi.meta_dictionary WHERE relation = 'v_income' AND field = 'net'"
    )
    assert meaning == [("净额，含税", "received less refunded, tax included")]


def test_amounts_know_the_decimals_of_every_currency_that_money_knows(bi: Reports) -> None:
    for currency in {*DECIMALS, "CNY", "EUR"}:
        assert bi.rows("SELECT archive.units(%s)", currency) == [(10 ** DECIMALS.get(currency, 2),)]
    assert bi.rows("""SELECT archive.amount('{"amount": -182501, "currency": "CNY"}')::text""") == [("-1825.01",)]
    assert bi.rows("SELECT archive.minor(-1825.01, 'CNY')") == [(-182501,)]
    assert bi.rows("SELECT archive.date_key('2026-03-02')") == [(20260302,)]


def test_days_carry_their_names_and_weeks(bi: Reports) -> None:
    found = bi.rows(
        "SELECT date, iso_week, weekday, weekday_en, weekday_zh, is_weekend FROM bi.dim_date WHERE date = %s", DAY
    )
    assert found == [(DAY, 10, 1, "Monday", "周一", False)]
    assert bi.rows("SELECT count(*) FROM bi.dim_date WHERE date_key <> archive.date_key(date)") == [(0,)]


@contextmanager
def tool(postgres: Postgres, database: str) -> Iterator[psycopg.Connection]:
    """Logged in as the page says that a tool is to be."""
    with psycopg.connect(postgres.url(), autocommit=True) as admin:
        admin.execute(LOG_IN.findall(PAGE.read_text())[0].encode())
        try:
            with psycopg.connect(postgres.url(database), user="tool", password="change-me", autocommit=True) as reader:
                yield reader
        finally:
            admin.execute("DROP ROLE tool")


def test_a_reader_reads_the_figures(bi: Reports, postgres: Postgres) -> None:
    bi.apply(life(1, members=2).envelopes)
    with tool(postgres, bi.database.name) as reader:
        for name in bi.rows(
            "SELECT relname FROM pg_class WHERE relnamespace = 'bi'::regnamespace AND relkind IN ('r', 'v')"
        ):
            reader.execute(sql.SQL("SELECT * FROM bi.{} LIMIT 1").format(sql.Identifier(*name)))
        assert reader.execute("SELECT count(*) FROM bi.fact_booking").fetchone() == (8,)
        assert reader.execute("SHOW statement_timeout").fetchone() == ("1min",)


def test_a_reader_can_do_nothing_else(empty_reports: Provisioned, postgres: Postgres) -> None:
    with tool(postgres, empty_reports.name) as reader:
        reader.execute("SET default_transaction_read_only = off")  # the rights count, not the setting
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(statement.encode())


FORBIDDEN = (
    "SELECT * FROM archive.event",
    "SELECT * FROM public.inbox",
    "SELECT * FROM public.parked",
    "UPDATE bi.fact_points SET points = 0",
    "DELETE FROM bi.fact_payment",
    "CREATE TABLE bi.mine (n integer)",
    "CREATE TABLE public.mine (n integer)",
    "CREATE SCHEMA mine",
    "CREATE TEMPORARY TABLE mine (n integer)",
)


def test_the_projector_can_add_to_the_archive_and_change_nothing_there(bi: Reports) -> None:
    for statement in ("UPDATE archive.event SET type = 'x'", "DELETE FROM archive.event", "TRUNCATE archive.event"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            bi.connection.execute(statement.encode())


def as_text(cursor: psycopg.Cursor) -> list[str]:
    columns = [column.name for column in cursor.description or ()]
    return [" | ".join(columns), *(" | ".join(map(str, row)) for row in cursor.fetchall())]


def test_the_worked_examples_of_the_page_give_what_the_page_says(bi: Reports) -> None:
    bi.apply(life(1, members=40).envelopes)
    examples = EXAMPLE.findall(PAGE.read_text())
    assert len(examples) == 8
    for query, expected in examples:
        assert as_text(bi.connection.execute(query.encode())) == expected.strip().splitlines()
