"""The imperative shell: from files to pack, with progress, writing whole files or none."""
