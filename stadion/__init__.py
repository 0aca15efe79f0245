"""The operator's command line, the supervisor of `make run`, and the servers embedded for one machine."""
