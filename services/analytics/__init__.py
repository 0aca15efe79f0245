"""Analytics: the archive of all events, and the figures that head office decides by."""
