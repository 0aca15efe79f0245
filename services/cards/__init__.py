"""Cards: what a member may use, where, until when, and the gate that says yes, or no with a reason."""
