import tempfile

import module

from hamilton import driver
from hamilton.caching.stores.file import FileResultStore
from hamilton.caching.stores.memory import InMemoryMetadataStore, InMemoryResultStore
from hamilton.caching.stores.sqlite import SQLiteMetadataStore

metadata, results = InMemoryMetadataStore(), InMemoryResultStore()


def run(metadata_store, result_store, **inputs):
    module.RAN.clear()
    builder = driver.Builder().with_modules(module)
    dr = builder.with_cache(metadata_store=metadata_store, result_store=result_store).build()
    print(dr.execute(["joined"], inputs=inputs), module.RAN, len(metadata_store))


for rows in (2, 2, 3):
    run(metadata, results, rows=rows)
with tempfile.TemporaryDirectory() as folder:
    metadata.persist_to(SQLiteMetadataStore(path=folder))
    results.persist_to(FileResultStore(path=folder))
    run(SQLiteMetadataStore(path=folder), FileResultStore(path=folder), rows=2)
    copy = InMemoryMetadataStore.load_from(SQLiteMetadataStore(path=folder))
    values = InMemoryResultStore.load_from(FileResultStore(path=folder), metadata_store=SQLiteMetadataStore(path=folder))
    run(copy, values, rows=3)
    print(len(copy.get_run_ids()), copy.exists("nope"), values.exists("nope"), values.get("nope"))
