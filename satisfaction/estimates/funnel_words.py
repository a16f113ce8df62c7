"""When a funnel's limits are widened, and what it says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.estimates.discoveries import Q_VALUES
from satisfaction.results import Caveat, Provenance

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.numerics.overdispersion import Dispersion, DispersionModel

_TEST_LEVEL = 0.05


def model_for(wanted: DispersionModel, found: Dispersion) -> DispersionModel:
    """Allow for over-dispersion only where the test finds it."""
    is_found = found.phi > 1 and found.p_value < _TEST_LEVEL
    return wanted if is_found else "none"


def provenance_of(
    source: Provenance,
    target: float,
    levels: tuple[float, float],
    found: Dispersion,
    model: DispersionModel,
    areas: int,
) -> Provenance:
    """Return how the limits were made."""
    inner, outer = (f"{100 * level:g}%" for level in levels)
    widened = {
        "none": "not widened",
        "multiplicative": f"widened for over-dispersion (phi {found.phi:.2f})",
        "additive": f"widened for over-dispersion (tau {100 * found.tau:.1f} points)",
    }[model]
    method = (
        f"{source.method} Funnel limits at {inner} and {outer}: exact binomial, interpolated, "
        f"round the overall {100 * target:.1f}% on each area's effective base, {widened} "
        f"(Spiegelhalter 2005). {Q_VALUES.format(count=areas)}"
    )
    return Provenance(
        survey=source.survey, period=source.period, method=method, sources=source.sources
    )


def caveats_of(
    areas: pd.DataFrame, found: Dispersion, wanted: DispersionModel
) -> tuple[Caveat, ...]:
    """Return what a reader of the funnel must know."""
    texts = {
        "small-base": (areas["flag"] == "hidden").sum(),
        "few-areas": int(np.isnan(found.p_value)),
        "over-dispersed": int(model_for("additive", found) != "none" and wanted == "none"),
    }
    says = {
        "small-base": f"{texts['small-base']} areas rest on too few answers to be shown.",
        "few-areas": "Too few areas to test whether they vary more than chance explains.",
        "over-dispersed": (
            f"Areas vary more than chance explains (phi {found.phi:.2f}), and the limits do not "
            "allow for it: more areas lie outside than they should."
        ),
    }
    return tuple(Caveat(code=code, text=says[code]) for code, count in texts.items() if count)
