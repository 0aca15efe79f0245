"""The whole journey with all logs in the stand-in, through the operator's commands that read logs, and a killed
companion on the way."""

from __future__ import annotations

from tests.e2e.test_journey import (
    chain,  # noqa: F401
    test_a_command_repeated_with_the_same_key_is_done_once_and_with_another_body_refused,  # noqa: F401
    test_the_journey_of_a_member,  # noqa: F401
)
