"""Gateway: the platform over HTTP. It knows who asks and hands the wish on; it knows no rule of any service."""
