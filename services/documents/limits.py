"""How large a document may be."""

MAX_DOCUMENT_BYTES = 20 * 2**20
"""What the ministry takes (contract: uploads, `Tus-Max-Size`)."""

MAX_PICTURE_BYTES = 40 * 2**20
"""A picture may be larger when it is picked, since preparing it makes it much smaller."""

MAX_PICTURE_PIXELS = 50 * 2**20
"""A few kilobytes can claim billions of pixels. Phones with 50 megapixels (8192 × 6144) stay below."""

MAX_PICTURE_SIDE = 2600
"""Pixels of the longest side as it is sent: an A4 page at 220 dots an inch, small print still legible."""
