"""What the package rests on may be used, is looked up, and is listed."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def chain():
    spec = importlib.util.spec_from_file_location("supply_chain", ROOT / ".ci/supply_chain.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {Requirement(text).name.lower() for text in project["dependencies"]}


def test_every_dependency_may_be_used_with_our_licence(chain, declared, capsys):
    assert chain.check_licences() == 0
    assert declared < set(chain.runtime())
    assert ": 0 not allowed" in capsys.readouterr().out


@pytest.mark.parametrize(("licence", "may"), [
    ("MIT", True), ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", True),
    ("Apache-2.0 OR BSD-2-Clause", True), ("GPL-3.0-only OR MIT", True), ("MIT AND GPL-3.0", False),
    ("GNU General Public v3 (GPLv3)", False), ("unknown", False), ("Proprietary", False),
    ("(MIT OR GPL-3.0) AND GPL-3.0", False),
])  # fmt: skip
def test_a_licence_is_judged_in_all_its_parts(chain, licence, may):
    assert chain.is_allowed(licence) == may


@pytest.mark.parametrize(("vulnerabilities", "code"), [
    ([], 0), ([{"id": "CVE-1", "fix_versions": ["2.0"]}], 1),
    ([{"id": "CVE-2", "fix_versions": []}], 0),
])  # fmt: skip
def test_a_vulnerability_that_an_update_mends_fails(chain, vulnerabilities, code, capsys):
    answer = {"dependencies": [{"name": "pkg", "version": "1.0", "vulns": vulnerabilities}]}
    assert chain.judge(json.dumps(answer)) == code
    assert all(one["id"] in capsys.readouterr().out for one in vulnerabilities)


@pytest.mark.parametrize("answer", [
    "", "ConnectionError", "{}", "[]",
    '{"dependencies": [{"name": "pkg", "skip_reason": "offline"}]}',
])  # fmt: skip
def test_a_database_that_is_not_reached_is_said_and_fails_nothing(chain, answer, capsys):
    assert chain.judge(answer) == 0
    assert "NOT CHECKED" in capsys.readouterr().out


def test_the_bill_of_materials_lists_everything_and_how_it_hangs_together(chain, declared):
    text = chain.bill_of_materials()
    bill = json.loads(text)
    assert text == chain.bill_of_materials()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {one["name"] for one in bill["components"]} == set(chain.runtime())
    places = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    direct = places[bill["metadata"]["component"]["bom-ref"]]
    assert direct
    assert {ref.removeprefix("pkg:pypi/").split("@")[0] for ref in direct} <= declared
    assert all(ref in places for refs in places.values() for ref in refs)
