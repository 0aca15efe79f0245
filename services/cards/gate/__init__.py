"""The gate: what it reads, whether it opens, what it says; devices, and gates without a connection."""
