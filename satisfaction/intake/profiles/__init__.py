"""Crime records into the victim profile: counted where the records are."""
