"""A private PostgreSQL whose flushes take a chosen time longer: a virtual disk's write cache is no durable disk.

The shim is compiled when it is needed; without a C compiler there is no slow disk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stadion.embedded.databases import Passwords, provision
from stadion.embedded.postgres import EmbeddedPostgres

SECRET = "of-the-benchmark"
SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
static int slowed(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int result = real(fd);
    const char *text = getenv("SLOW_FLUSH_MICROSECONDS");
    long microseconds = text ? atol(text) : 0;
    struct timespec pause = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&pause, NULL);
    return result;
}
int fsync(int fd) { return slowed("fsync", fd); }
int fdatasync(int fd) { return slowed("fdatasync", fd); }
"""


def can_be_slow() -> bool:
    return shutil.which("cc") is not None


@contextmanager
def server(milliseconds: float = 0) -> Iterator[EmbeddedPostgres]:
    """A server that flushes as in production, each flush `milliseconds` later than the disk has it."""
    with tempfile.TemporaryDirectory(prefix="bench-append-") as name:
        folder = Path(name)
        postgres = EmbeddedPostgres(folder / "postgres", SECRET)
        with slowed(folder, milliseconds):
            postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop()


@contextmanager
def slowed(folder: Path, milliseconds: float) -> Iterator[None]:
    """What is started in here flushes slowly."""
    if not milliseconds:
        yield
        return
    folder.chmod(0o755)
    source, library = folder / "slow.c", folder / "slow.so"
    source.write_text(SHIM)
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    os.environ |= {"LD_PRELOAD": str(library), "SLOW_FLUSH_MICROSECONDS": str(round(milliseconds * 1000))}
    try:
        yield
    finally:
        del os.environ["LD_PRELOAD"], os.environ["SLOW_FLUSH_MICROSECONDS"]


def database(postgres: EmbeddedPostgres) -> tuple[str, str]:
    """Addresses of a fresh service database: for its owner and for the application."""
    home = provision(postgres.url(), "bench", Passwords(SECRET, SECRET))
    return home.owner_url, home.app_url
