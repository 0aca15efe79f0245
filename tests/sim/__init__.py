"""The whole platform in one process, on a seeded clock, network and store: README.md beside this says how to use it."""
