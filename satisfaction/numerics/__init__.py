"""Kernels on arrays: calibration, survey variance, intervals, tests of fit, logit, attribution."""
