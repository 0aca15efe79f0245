"""What every service uses: the published language, the log, and the few mechanisms around them. No business word here."""
