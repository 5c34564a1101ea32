"""All data of a profile in one encrypted file, readable without this program: `docs/archive.md`."""

from services.archive.exporting import Exported, export_archive
from services.archive.importing import Imported, import_archive

__all__ = ["Exported", "Imported", "export_archive", "import_archive"]
