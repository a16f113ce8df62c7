"""Gives every test of figures the results that were written by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="session")
def hand_made() -> ModuleType:
    path = Path(__file__).with_name("hand_made.py")
    spec = importlib.util.spec_from_file_location("hand_made", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
