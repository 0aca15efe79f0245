"""The zones of reports, in words that several of them say."""

from __future__ import annotations

from shared.contracts import Text

OF_EACH_VENUE = Text("of each venue", "各场馆时区")
OF_HOME_VENUE = Text("of the member's own venue", "会员所属场馆时区")
OF_SELLING_VENUE = Text("of the venue that sold the card", "售卡场馆时区")
