"""Synthetic data with a known truth: whole quarters that hold no real person."""

from satisfaction.synthesis.blocks import synthesise_to
from satisfaction.synthesis.generation import synthesise
from satisfaction.synthesis.quarter import SyntheticQuarter
from satisfaction.synthesis.truth import Truth, read_truth

__all__ = ["SyntheticQuarter", "Truth", "read_truth", "synthesise", "synthesise_to"]
