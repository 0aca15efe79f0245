"""An in-memory stand-in for KurrentDB, spoken to by the real client over the real protocol. It keeps nothing on disk.

`engine` is the log and its rules, `reading` what readers and subscribers are sent, `v1`, `v2` and `groups` the wire,
`faults` what a test makes go wrong, `server` all of it on a port. `python -m tests.kurrentdb` runs one.
"""
