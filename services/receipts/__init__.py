"""Receipts as accessible PDF files, made on the device: `render(ReceiptPage(…))` gives the bytes."""

from services.receipts.page import Block, Direction, Heading, List, Pair, Paragraph, ReceiptPage
from services.receipts.render import render

__all__ = ["Block", "Direction", "Heading", "List", "Pair", "Paragraph", "ReceiptPage", "render"]
