"""What other tools read of a corpus folder: run by ``test_readers.py`` in an environment that has them and not us.

Prints a JSON object: the tool → for each record its id, authors and references, in the order of ids.
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
FIELDS = ("id", "authors", "references")


def of_pyarrow(folder: Path) -> Iterable[Row]:
    import pyarrow.parquet

    return pyarrow.parquet.read_table(folder / "data").to_pylist()


def of_datasets(folder: Path) -> Iterable[Row]:
    from datasets import load_dataset

    files = str(folder / "data" / "train-*.parquet")
    return load_dataset("parquet", data_files=files, split="train", cache_dir=str(folder / "cache"))


def of_polars(folder: Path) -> Iterable[Row]:
    import polars

    return polars.read_parquet(folder / "data" / "*.parquet").to_dicts()


def of_duckdb(folder: Path) -> Iterable[Row]:
    import duckdb

    rows = duckdb.sql(f"SELECT id, authors, \"references\" FROM '{folder}/data/*.parquet'").fetchall()
    return [dict(zip(FIELDS, row, strict=True)) for row in rows]


def of_pandas(folder: Path) -> Iterable[Row]:
    import pandas

    return pandas.read_parquet(folder / "data").to_dict("records")


def of_sqlite3(folder: Path) -> Iterable[Row]:
    with sqlite3.connect(folder / "corpus.db") as db:
        for row in db.execute("SELECT id, record -> '$.authors', record -> '$.references' FROM records"):
            yield {"id": row[0], "authors": json.loads(row[1]), "references": json.loads(row[2])}


READERS: dict[str, Callable[[Path], Iterable[Row]]] = {
    "pyarrow": of_pyarrow,
    "datasets": of_datasets,
    "polars": of_polars,
    "duckdb": of_duckdb,
    "pandas": of_pandas,
    "sqlite3": of_sqlite3,
}


def plain(value: Any) -> Any:
    """Lists and objects whatever a tool has for them; numpy's scalars as Python's."""
    if isinstance(value, Mapping):
        return {name: plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple) or hasattr(value, "tolist"):
        held = value.tolist() if hasattr(value, "tolist") else value
        return [plain(each) for each in held] if isinstance(held, list | tuple) else held
    return value


if __name__ == "__main__":
    read = {
        name: sorted(([plain(row[field]) for field in FIELDS] for row in reader(Path(sys.argv[1]))), key=lambda r: r[0])
        for name, reader in READERS.items()
    }
    print(json.dumps(read))
