"""What every service uses: the published language, the log, and the mechanisms around them. No business word."""
