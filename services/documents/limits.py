"""How large a document may be, and how much of it must be there."""

from services.models.contract import MAX_PAPER

MAX_DOCUMENT_BYTES = MAX_PAPER

MAX_PICTURE_BYTES = 40 * 2**20
"""A picture may be larger when it is picked, since preparing it makes it much smaller."""

MAX_PICTURE_PIXELS = 200 * 2**20
"""A few kilobytes can claim billions of pixels. Phones take up to 200 million (16320 × 12240), and an A4 page at
1200 dots an inch has 139 million. Pictures this large are never in memory whole."""

MAX_PICTURE_SIDE_CLAIMED = 65_500
"""Longest side of what a JPEG can hold; rows cost time, however short they are. The ministry takes no more."""

MAX_ROW_BYTES = 512 * 2**20
"""Of all rows of a PNG before they are compressed: an A4 page in colours at 1200 dots has 400 MiB."""

MAX_SENT_PIXELS = 95 * 2**20
"""Of a picture that is sent as it came: the ministry takes 100 million (contract: Limits)."""

MAX_WHOLE_PIXELS = 50 * 2**20
"""Of a picture whose coding keeps all of it in memory until the end: progressive JPEG, interlaced PNG."""

MAX_PICTURE_SIDE = 2600
"""Pixels of the longest side as it is sent: an A4 page at 220 dots an inch, small print still legible."""

LEAST_ROWS = 0.98
"""Part of the rows of a picture that must be there: the rest, 6 mm of an A4 page, is its lower margin."""
