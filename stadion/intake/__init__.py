"""Taking over tables of other systems: every row becomes a command, or is listed with its line and the reason."""
