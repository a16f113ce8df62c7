"""One column at a time: from text, as it was delivered, to the typed column of a trusted table."""
