"""`make golden`: writes the golden file of every event version that has none yet, and never touches an old one.

First it has each service's contract export every module that defines a message.
"""

from __future__ import annotations

import hashlib
import json
import re
from importlib import import_module
from pathlib import Path

from shared.contracts import Event, catalogue
from shared.contracts.samples import sample

FOLDER = Path(__file__).parent
CONTRACTS = FOLDER.parent.parent / "shared" / "contracts"
MESSAGE = re.compile(r"^class \w+\((Command|Event|Query|Row|Part|Refusal)\b", re.MULTILINE)
SUMS = FOLDER / "SHA256SUMS"
SERVICES = ("members", "cards", "booking", "finance", "engagement")


def published() -> dict[str, type[Event]]:
    """Every event of every service, by `<service>/<Event>.v<version>`."""
    for service in SERVICES:
        import_module(f"shared.contracts.{service}")
    return {
        f"{service}/{name}.v{cls.version}": cls
        for service in SERVICES
        for name, cls in catalogue.of(service, Event).items()
    }


def text(cls: type[Event]) -> str:
    bodies = {"complete": sample(cls).wire(), "required": sample(cls, complete=False).wire()}
    return json.dumps(bodies, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def checksum(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(FOLDER)}"


def exports(package: Path) -> str:
    """The `__init__.py` of a service's contract: its docstring, and every module with a message."""
    docstring = (package / "__init__.py").read_text().partition("\n")[0]
    modules = sorted(file.stem for file in package.glob("[a-z]*.py") if MESSAGE.search(file.read_text()))
    return "\n".join(
        [docstring, "", *(f"from shared.contracts.{package.name}.{name} import *" for name in modules), ""]
    )


def packages() -> list[Path]:
    return sorted(init.parent for init in CONTRACTS.glob("*/__init__.py"))


def main() -> None:
    for package in packages():
        (package / "__init__.py").write_text(exports(package))
    for name, cls in published().items():
        path = FOLDER / f"{name}.json"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text(cls))
            with SUMS.open("a") as sums:
                sums.write(checksum(path) + "\n")
            print(path.relative_to(FOLDER))


if __name__ == "__main__":
    main()
