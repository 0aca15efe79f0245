"""`python -m shared.door <service>`: the patching must come before anything else is imported."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"  # read by psycopg when it is imported

from shared.door.run import run  # noqa: E402

run(sys.argv[1])
