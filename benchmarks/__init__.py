"""Programs that print ratios against a peer and against a limit, measured in the same run."""
