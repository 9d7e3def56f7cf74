"""The bill of materials: every installed package with its version and hashes, as CycloneDX 1.5.

Made from the lock alone, with the standard library, so that it needs no service and no install:
`python -m atoutsud.components > sbom.json`, or `make sbom`.
"""

import json
import re
import sys
import uuid
from pathlib import Path
from typing import Any

from atoutsud import __version__

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# A name made of this one, so that the same lock gives the same number.
SPACE = uuid.UUID("5f0a3c4e-2f43-4f2b-9d5b-0a3b1f8f9c11")


def packages(lock: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in lock.splitlines():
        pinned = PINNED.match(line)
        if pinned:
            name = re.sub(r"[-_.]+", "-", pinned[1]).lower()
            address = f"pkg:pypi/{name}@{pinned[2]}"
            found.append(
                {
                    "type": "library",
                    "bom-ref": address,
                    "name": name,
                    "version": pinned[2],
                    "purl": address,
                    "hashes": [],
                }
            )
        if found:
            found[-1]["hashes"] += [
                {"alg": "SHA-256", "content": digest} for digest in HASH.findall(line)
            ]
    return found


def bill(lock: str) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(SPACE, lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "atoutsud",
                "name": "atoutsud",
                "version": __version__,
                "licenses": [{"license": {"id": "BSD-3-Clause"}}],
            }
        },
        "components": packages(lock),
    }


if __name__ == "__main__":
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    json.dump(bill(text), sys.stdout, indent=1)
    sys.stdout.write("\n")
