import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()


def names(nodes):
    return sorted(node.name for node in nodes)


for query in ({"owner": "data"}, {"pii": "yes"}, {"level": None}, {"owner": ["bi", "data"], "layer": "mart"}, {"source": "db"}):
    print(query, names(dr.list_available_variables(tag_filter=query)))
print(names(dr.what_is_upstream_of("average")))
print(names(dr.what_is_downstream_of("raw")))
print(names(dr.what_is_the_path_between("people", "report")))
for node in sorted(dr.list_available_variables(), key=lambda n: n.name):
    print(node.name, sorted(node.tags.items(), key=str), node.type)
