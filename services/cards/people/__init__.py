"""Whose card it is, who shares it, who acts for whom."""
