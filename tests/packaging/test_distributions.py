"""What is shipped is what lies in the tree, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST_WHEEL = 4_000_000
RESOURCES = ("schemas", "synthetic_data")


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def wheel_names(distributions):
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as wheel:
        return {name for name in wheel.namelist() if ".dist-info/" not in name}


def tree(folder: str) -> set[str]:
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if "__pycache__" not in path.parts and path.relative_to(ROOT).parts[1:2] != ("out",)
    }


def test_the_wheel_holds_the_package_and_its_resources_and_nothing_else(wheel_names):
    expected = tree("satisfaction") | {
        f"satisfaction/_resources/{name}" for folder in RESOURCES for name in tree(folder)
    }
    assert wheel_names == expected


def test_the_wheel_says_that_it_is_typed(wheel_names):
    assert "satisfaction/py.typed" in wheel_names


def test_the_wheel_is_small(distributions):
    assert next(distributions.glob("*.whl")).stat().st_size < LARGEST_WHEEL


def test_the_source_distribution_holds_the_tests_and_notebooks(distributions):
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as source:
        names = {name.split("/", 1)[-1] for name in source.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"} <= names
    assert tree("tests") <= names
    assert tree("notebooks") <= names
