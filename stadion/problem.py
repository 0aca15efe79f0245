"""What goes wrong for the operator."""


class Problem(Exception):
    """Something that the operator can mend; the message, one line or a few, says what and how."""
