"""Places: régions, départements, EPCI, communes and the programme's list."""
