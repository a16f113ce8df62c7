"""What the force and its contractor agreed on: ``schemas/*.yaml`` read into frozen objects."""
