"""Members: the people of the chain and its venues; the only service that can read a name or a phone."""
