"""Gradient boosting with permutation importance against the drivers planted.

A machine-learning answer to the question that ``find_drivers`` answers, on the same 40 surveys of
5,000 in each world. Needs scikit-learn, which the package does not: run it by hand.

    python -m pip install scikit-learn
    python tests/simulation/boosting_truth.py

Prints one row of the table of usual statistics in ``docs/driver_truth.md``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

sys.path.insert(0, str(Path(__file__).parent))

import driver_worlds as worlds
import drivers_truth as truth

SIZE = 5_000


def importance(survey, seed):
    """Return how much worse each rating, shuffled, makes predictions for unseen respondents."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.inspection import permutation_importance
    from sklearn.model_selection import train_test_split

    seen, unseen = train_test_split(np.arange(SIZE), test_size=0.3, random_state=seed)
    model = HistGradientBoostingClassifier(max_depth=3, learning_rate=0.08, random_state=seed)
    model.fit(survey.ratings[seen], survey.dissatisfied[seen], sample_weight=survey.weights[seen])
    return permutation_importance(
        model,
        survey.ratings[unseen],
        survey.dissatisfied[unseen],
        sample_weight=survey.weights[unseen],
        scoring="neg_log_loss",
        n_repeats=5,
        random_state=seed,
    ).importances_mean


def correlation(name):
    place, planted, _ = truth.truth(name)
    rng = np.random.default_rng([SIZE, 15, worlds.WORLDS.index(name)])
    surveys = [place.draw(SIZE, rng) for _ in range(truth.REPLICATIONS)]
    found = [spearmanr(importance(one, seed), planted)[0] for seed, one in enumerate(surveys)]
    return np.mean(found)


if __name__ == "__main__":
    cells = [f"{correlation(name):.2f}" for name in worlds.WORLDS]
    print("| gradient boosting, permutation importance | " + " | ".join(cells) + " |")
