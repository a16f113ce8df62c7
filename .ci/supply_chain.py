# ruff: noqa: INP001 - a script, no package
"""What the package rests on: licences, known vulnerabilities, bill of materials.

Run it with the Python of an environment in which the package is installed::

    python .ci/supply_chain.py licences
    python .ci/supply_chain.py audit
    python .ci/supply_chain.py sbom FILE
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import uuid
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

PACKAGE = "satisfaction"
# Licences that may be used with an MIT licence, in the wordings that packages use.
ALLOWED = frozenset({
    "0bsd", "apache-2.0", "bsd", "bsd-2-clause", "bsd-3-clause", "2-clause bsd", "cc0-1.0", "isc",
    "mit", "mpl-2.0", "psf-2.0", "zlib", "apache software", "isc license (iscl)",
    "python software foundation", "mozilla public license 2.0 (mpl 2.0)",
})  # fmt: skip
_LONGEST_NAME = 60


def runtime() -> dict[str, metadata.Distribution]:
    """Return the package's own dependencies and theirs, without extras, by normalised name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = needs(metadata.distribution(PACKAGE))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = metadata.distribution(name)
            waiting += needs(found[name])
    return dict(sorted(found.items()))


def needs(distribution: metadata.Distribution) -> list[str]:
    """Return the normalised names that a distribution requires on this system."""
    every = map(Requirement, distribution.requires or ())
    return sorted(
        re.sub(r"[-_.]+", "-", one.name).lower()
        for one in every
        if one.marker is None or one.marker.evaluate({"extra": ""})
    )


def licence_of(about: metadata.PackageMetadata) -> str:
    """Return a licence as the package states it: expression, short text, or classifiers."""
    expression, text = about.get("License-Expression"), about.get("License") or ""
    if expression:
        return str(expression)
    classifiers = [c for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    named = [c.rsplit(" :: ", 1)[-1].removesuffix(" License") for c in classifiers]
    if named:
        return " AND ".join(named)
    return text if text and len(text) < _LONGEST_NAME else "unknown"


def is_allowed(licence: str) -> bool:
    """Return whether every part of a licence, or one of each choice, may be used."""
    alternatives = [re.split(r" and ", part) for part in re.split(r" or ", _plain(licence))]
    return any(all(one.strip() in ALLOWED for one in every) for every in alternatives)


def _plain(licence: str) -> str:
    # Brackets only matter where AND and OR are mixed: then every part has to be allowed.
    text = licence.lower().removesuffix(" license")
    mixed = " and " in text and " or " in text
    return re.sub(r"[()]", "", text.replace(" or ", " and ")) if mixed else text


def check_licences() -> int:
    """Name each dependency whose licence is not on the list."""
    found = {name: licence_of(d.metadata) for name, d in runtime().items()}
    wrong = {name: licence for name, licence in found.items() if not is_allowed(licence)}
    for name, licence in wrong.items():
        sys.stdout.write(f"{name}: the licence '{licence}' is not on the list\n")
    sys.stdout.write(f"licences of {len(found)} dependencies: {len(wrong)} not allowed\n")
    return int(bool(wrong))


def audit() -> int:
    """Fail on a known vulnerability with a fix; where nothing can be asked, say so and go on."""
    frozen = "".join(f"{name}=={d.version}\n" for name, d in runtime().items())
    try:
        asked = subprocess.run(
            [sys.executable, "-m", "pip_audit", "--requirement", "/dev/stdin", "--no-deps",
             "--disable-pip", "--format", "json", "--progress-spinner", "off"],
            input=frozen, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return judge("")
    return judge(asked.stdout)


def judge(answer: str) -> int:
    """Return 1 where an answer of pip-audit names a vulnerability that an update would mend."""
    try:
        every = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        every = []
    # One that the database was not asked about has no vulnerabilities either: it does not count.
    dependencies = [one for one in every if "skip_reason" not in one]
    if not dependencies:
        sys.stdout.write(
            "known vulnerabilities: NOT CHECKED, pip-audit or its database was not reached\n"
        )
        return 0
    known = [(d["name"], v) for d in dependencies for v in d.get("vulns", ())]
    for name, one in known:
        fixes = ", ".join(one["fix_versions"]) or "no version yet"
        sys.stdout.write(f"{name}: {one['id']}, mended in {fixes}\n")
    sys.stdout.write(
        f"known vulnerabilities of {len(dependencies)} dependencies: {len(known)}; "
        f"{len(every) - len(dependencies)} could not be looked up\n"
    )
    return int(any(one["fix_versions"] for _, one in known))


def bill_of_materials() -> str:
    """Return CycloneDX 1.6 JSON: the same environment gives the same text."""
    root, every = metadata.distribution(PACKAGE), runtime()
    components = [_component(name, distribution) for name, distribution in every.items()]
    whole = {**_component(PACKAGE, root), "type": "application"}
    links = [(PACKAGE, root), *every.items()]
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": whole},
        "components": components,
        "dependencies": [
            {
                "ref": _purl(name, d.version),
                "dependsOn": [_purl(n, every[n].version) for n in needs(d)],
            }
            for name, d in links
        ],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(content, sort_keys=True))
    return json.dumps({**content, "serialNumber": f"urn:uuid:{serial}"}, indent=1) + "\n"


def _component(name: str, distribution: metadata.Distribution) -> dict[str, object]:
    purl = _purl(name, distribution.version)
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": distribution.version,
        "purl": purl,
        "licenses": [{"license": {"name": licence_of(distribution.metadata)}}],
    }


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def main(arguments: list[str]) -> int:
    """Do what is asked and return the exit code."""
    match arguments:
        case ["licences"]:
            return check_licences()
        case ["audit"]:
            return audit()
        case ["sbom", path]:
            Path(path).write_text(bill_of_materials(), encoding="utf-8", newline="\n")
            return 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
