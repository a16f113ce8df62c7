from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.errors import DefinitionError
from satisfaction.resources import resource_dir

if TYPE_CHECKING:
    from pathlib import Path

Refused = Callable[..., DefinitionError]


@pytest.fixture(scope="session")
def shipped_text() -> str:
    """Text of the shipped definition of 2007, which the tests damage."""
    file = resource_dir("schemas").joinpath("surveys", "user_satisfaction_2007.yaml")
    return file.read_text(encoding="utf-8")


@pytest.fixture
def refused(tmp_path: Path, shipped_text: str) -> Refused:
    """Replace one piece of the shipped definition and return the error that loading gives."""

    def load(old: str, new: str) -> DefinitionError:
        assert old in shipped_text
        path = tmp_path / "damaged.yaml"
        path.write_text(shipped_text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(DefinitionError) as caught:
            load_survey(path)
        return caught.value

    return load


@pytest.fixture
def line_of(shipped_text: str) -> Callable[[str], int]:
    """Return the line on which a piece of the shipped definition stands."""

    def find(piece: str) -> int:
        return shipped_text[: shipped_text.index(piece)].count("\n") + 1

    return find


@pytest.fixture
def refuses(refused: Refused, line_of: Callable[[str], int]) -> Callable[..., None]:
    """Assert that a damaged piece is refused with file, key, line and words."""

    def check(old: str, new: str, key: str, piece: str, words: str) -> None:
        error, line = refused(old, new), line_of(piece)
        assert (error.file, error.key, error.line) == ("damaged.yaml", key, line)
        assert str(error).startswith(f"damaged.yaml, line {line}: `{key}`: ")
        assert words in str(error)
        assert "?." not in str(error)

    return check
