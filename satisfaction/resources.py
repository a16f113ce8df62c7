"""Where the definitions and the synthetic quarter lie: inside the wheel, or beside a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.errors import DefinitionError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_CHECKOUT = Path(__file__).resolve().parents[1]


def resource_dir(name: str) -> Traversable:
    """Return the folder ``name``: inside the wheel, or beside the package in a checkout."""
    packaged = files("satisfaction").joinpath("_resources", name)
    if packaged.is_dir():
        return packaged
    checkout = _CHECKOUT / name
    if checkout.is_dir():
        return checkout
    raise DefinitionError(
        f"The folder '{name}' that belongs to the package is missing. Install the package again."
    )
