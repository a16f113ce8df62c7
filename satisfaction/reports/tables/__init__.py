"""The columns of each result's data table, one family of results a module."""
