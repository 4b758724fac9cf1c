import tempfile

import module

from hamilton import driver
from hamilton.caching.cache_key import decode_key
from hamilton.caching.stores.file import FileResultStore
from hamilton.caching.stores.sqlite import SQLiteMetadataStore

with tempfile.TemporaryDirectory() as folder:
    dr = driver.Builder().with_modules(module).with_cache(path=folder).build()
    requests = [{"seed": 1, "prefix": "="}, {"seed": 1, "prefix": "="}, {"seed": 1, "prefix": ">"}, {"seed": 2, "prefix": "="}]
    for inputs in requests:
        print(dr.execute(["label"], inputs=inputs))
        run_id = dr.cache.last_run_id
        print({name: [str(event) for event in events] for name, events in sorted(dr.cache.logs(run_id).items())})
    first, last = dr.cache.run_ids[0], dr.cache.run_ids[-1]
    for run_id in (first, last):
        for name in ("start", "numbers", "total", "label"):
            key = dr.cache.get_cache_key(run_id=run_id, node_name=name)
            print(name, key, decode_key(key), dr.cache.data_versions[run_id][name])
            print(dr.cache.result_store.get(dr.cache.data_versions[run_id][name]))
        print(sorted(dr.cache.code_versions[run_id].items()))
    metadata, results = SQLiteMetadataStore(path=folder), FileResultStore(path=folder)
    print(len(metadata), metadata.size, len(metadata.get_run_ids()), metadata.get_run(first) == dr.cache.metadata_store.get_run(first))
    for entry in metadata.get_last_run():
        print(entry["node_name"], entry["code_version"][:8], results.get(entry["data_version"]))
    print(dr.cache.version_data([1, {"a": None}]), dr.cache.version_code("total"), dr.cache.version_data("text"))
