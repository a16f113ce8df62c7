"""The fuzzer needs a program that is no dependency."""

collect_ignore = ["fuzz.py"]
