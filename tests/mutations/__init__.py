"""Broken and hostile files by the thousand, and what the package must do with each of them.

``python -m tests.mutations --number 20000 --seed 1`` prints a table of format by outcome. Every
module of a format makes one broken file from a random generator; `readers` reads it as the package
would; `oracle` says whether that ended as it must; `runner` does so in few processes.
"""
