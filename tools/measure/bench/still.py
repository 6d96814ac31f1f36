"""The sizes of the packages as they are uploaded."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tools.measure.bench.article import Article
from tools.measure.bench.figures import Figure, Value

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_MEGABYTE = 1_000_000


def compare(ours: Iterable[Path], article: Article) -> list[Figure]:
    """Our package alone and the article's alone; then ours with its layers, and the article's with boto3 in it."""
    package, *layers = (zipped(folder) / _MEGABYTE for folder in ours)
    alone, bundled = (Value.of([zipped(folder) / _MEGABYTE]) for folder in (article.code, article.bundled))
    return [
        Figure("package", "MB", Value.of([package]), alone),
        Figure("package_and_layers", "MB", Value.of([package + sum(layers)]), bundled),
    ]


def zipped(folder: Path) -> int:
    """Bytes of a folder as a zip: the same for the same files, whenever they were made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.writestr(
                zipfile.ZipInfo(str(path.relative_to(folder)), _EARLIEST), path.read_bytes(), zipfile.ZIP_DEFLATED
            )
    return len(buffer.getvalue())
