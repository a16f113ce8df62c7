"""Starting is quick: nothing heavy is loaded before it is used."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "duckdb", "narwhals", "numpy", "pandas", "pandera", "plotly", "pyarrow", "pydantic", "rich",
    "scipy", "statsmodels", "yaml",
}  # fmt: skip


def modules_after(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after ``code``."""
    listing = "print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    script = f"{code}\nimport json, sys\n{listing}"
    found = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    return set(json.loads(found.stdout.splitlines()[-1]))


def test_importing_the_package_loads_nothing_heavy():
    assert not modules_after("import satisfaction") & HEAVY


@pytest.mark.parametrize(
    "command", ["", "demo", "quarter", "validate", "check-profile", "estimate", "synthesise"]
)
def test_help_loads_nothing_heavy(command):
    arguments = [*([command] if command else []), "--help"]
    code = (
        "import contextlib, io\n"
        "from satisfaction.cli.main import run\n"
        f"with contextlib.redirect_stdout(io.StringIO()):\n    assert run({arguments!r}) == 0"
    )
    assert not modules_after(code) & HEAVY


def test_every_public_name_is_found_where_it_is_said_to_be():
    import satisfaction

    for name in satisfaction.__all__:
        assert callable(getattr(satisfaction, name))


def test_an_unknown_name_is_an_attribute_error():
    import satisfaction

    with pytest.raises(AttributeError, match="no attribute 'chrat'"):
        satisfaction.chrat  # noqa: B018
