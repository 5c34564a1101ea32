from screens.components.document_row.control import document_row

__all__ = ["document_row"]
