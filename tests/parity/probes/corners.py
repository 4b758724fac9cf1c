# %% the graph's functions called directly
m = mod("def A(x: int) -> int:\n    return x\ndef B(A: int, y: int = 5) -> int:\n    return A + y\ndef C(A: int) -> int:\n    return A * 2\n")
fg = E.__getattr__("graph").FunctionGraph.from_modules(m, config={})
names = lambda found: sorted(each.name for each in found)
show(lambda: fg.execute([fg.nodes["B"]], {}, {}, {"x": 1}), lambda: fg.execute(inputs={"x": 1}))
show(lambda: fg.execute([fg.nodes["A"]], computed={"A": 9}), lambda: fg.execute([fg.nodes["B"]], overrides={"A": 10}))
show(lambda: fg.execute([]), lambda: fg.execute([fg.nodes["B"]]))
show(lambda: [names(each) for each in fg.get_upstream_nodes(["B"])])
show(lambda: [names(each) for each in fg.get_upstream_nodes(["B"], {"x": 1}, {"A": 1})], lambda: fg.get_upstream_nodes(["no"]))
show(lambda: names(fg.get_downstream_nodes(["x", "C"])), lambda: fg.get_downstream_nodes(["no"]))
show(lambda: names(fg.nodes_between("A", "B")), lambda: fg.nodes_between("B", "A"), lambda: fg.nodes_between("no", "B"))
show(lambda: sorted(fg.nodes), lambda: sorted(E.__getattr__("graph").create_function_graph(m, config={"x": 1})))
show(lambda: [name for name, _ in E.graph_utils.find_functions(m)])

# %% linking one parameter, and what it leaves behind when the types do not fit
def f(a: int, b: str = "q") -> float: return 1.0
def g(f: str) -> int: return 1
none = E.__getattr__("lifecycle.base").LifecycleAdapterSet(E.base.DefaultAdapter())
first, second = E.node.Node.from_fn(f), E.node.Node.from_fn(g)
known = {"f": first, "g": second}
state = lambda: {n: (sorted(d.name for d in each.dependencies), sorted(d.name for d in each.depended_on_by)) for n, each in sorted(known.items())}
show(lambda: E.__getattr__("graph").add_dependency(first, "f", known, "a", int, none), state)
fails(lambda: E.__getattr__("graph").add_dependency(second, "g", known, "f", str, none))
show(state, lambda: E.__getattr__("graph").add_dependency(second, "g", known, "f", float, none), state)
show(lambda: sorted(E.__getattr__("graph").update_dependencies({"f": E.node.Node.from_fn(f)}, none)), lambda: E.__getattr__("graph").update_dependencies({}, none))

# %% a part of a graph run by itself
m = mod("def A(x: int) -> int:\n    return x\ndef B(A: int) -> int:\n    return A + 1\n")
fg = E.__getattr__("graph").FunctionGraph.from_modules(m, config={})
gf = E.__getattr__("execution.graph_functions")
show(lambda: gf.execute_subdag([fg.nodes["B"]], {"x": 1}), lambda: gf.execute_subdag([fg.nodes["B"]], {"x": 1}, None, {"A": 7}))
show(lambda: gf.execute_subdag([fg.nodes["B"]], {}, overrides={"A": 2}, run_id="r", task_id="t"))
fails(lambda: gf.execute_subdag([fg.nodes["B"]], {}))
show(lambda: [n.name for n in gf.topologically_sort_nodes(list(fg.nodes.values()))])
show(lambda: gf.get_node_levels(gf.topologically_sort_nodes(list(fg.nodes.values()))))

# %% errors that some nodes may raise, and what stands for their values
text = "def A(x: int) -> int:\n    return x\ndef B(A: int) -> int:\n    raise ValueError('no')\ndef C(A: int) -> int:\n    return 3\ndef D(B: int, C: int) -> int:\n    return B + C\n"
graceful = E.lifecycle.GracefulErrorAdapter
show(lambda: build(text, adapters=[graceful(error_to_catch=ValueError)]).execute(["A", "B", "C", "D"], inputs={"x": 1}))
show(lambda: build(text, adapters=[graceful(error_to_catch=Exception, sentinel_value="S")]).execute(["D", "C"], inputs={"x": 1}))
show(lambda: build(text, adapters=[graceful(error_to_catch=KeyError)]).execute(["D"], inputs={"x": 1}))
show(lambda: build(text, adapters=[graceful(ValueError, 3, False, False)]).execute(["D"], inputs={"x": 1}))

# %% items of a block that fail
text = "def n() -> int:\n    return 4\ndef it(n: int) -> Parallelizable[int]:\n    yield from range(n)\ndef sq(it: int) -> int:\n    if it == 2:\n        raise ValueError('two')\n    return it * it\ndef nx(sq: int) -> int:\n    return sq + 1\ndef tot(nx: Collect[int]) -> list:\n    return list(nx)\ndef aft(tot: list) -> int:\n    return len(tot)\n"
graceful = E.lifecycle.GracefulErrorAdapter
run = lambda text, **given: build(text, dynamic=True, adapters=[graceful(error_to_catch=ValueError, **given)]).execute(["tot", "aft"])
show(lambda: run(text), lambda: run(text, fail_all_parallel=False), lambda: run(text, sentinel_value="S"))
show(lambda: run(text.replace("yield from range(n)", "yield 1\n    raise ValueError('gen')")))
show(lambda: run(text.replace("return 4", "raise ValueError('n')")), lambda: run(text.replace("range(n)", "()")))

# %% what a materializer is called, reads and gives
dr = build("def A(x: int) -> int:\n    return x\ndef B(A: int) -> int:\n    return A + 1\n")
to = E.__getattr__("io.materialization").to
memory = lambda **given: dr.materialize(to.memory(**given), inputs={"x": 1})
show(lambda: memory(id="m m", dependencies=["B"]), lambda: memory(id="m-1.b", dependencies=["B"]), lambda: memory(id="", dependencies=["A"]))
fails(lambda: memory(id="B", dependencies=["A"]), lambda: memory(id="q", dependencies=["no"]), lambda: memory(dependencies=["A"]))
show(lambda: memory(id="q", dependencies=["A", "B"], combine=E.base.DictResult()))
fails(lambda: memory(id="q", dependencies=["A", "B"]), lambda: memory(id="q", dependencies=[]))
show(lambda: dr.materialize(to.memory(id="q", dependencies=["A"]), additional_vars=["B", "q"], inputs={"x": 1}))
show(lambda: dr.materialize(to.memory(id="q", dependencies=["A"]), overrides={"A": 9}))
show(lambda: dr.validate_materialization(to.memory(id="q", dependencies=["A"]), inputs={"x": 1}))

# %% variables chosen by their tags
dr = build("@tag(owner='me', kind='k')\ndef A() -> int: ...\n@tag(owner=['you', 'me'])\ndef B() -> int: ...\ndef C() -> int: ...\n")
for chosen in ({"owner": "me"}, {"owner": None}, {"owner": ["me", "z"]}, {"owner": "me", "kind": None}, {}, {"no": None}, {"owner": ["z"]}, {"module": "m"}):
    show(lambda: sorted(each.name for each in dr.list_available_variables(tag_filter=chosen)))
show(lambda: dr.list_available_variables(tag_filter={"owner": []}), lambda: dr.list_available_variables(tag_filter={"owner": 3}))

# %% a list whose class expands, as a subclass of both
text = "class Many(List[int], Parallelizable):\n    pass\ndef it() -> Parallelizable[int]:\n    return [1, 2]\ndef sq(it: int) -> dict:\n    return {'a': it}\ndef tot(sq: Collect[dict]) -> list:\n    return list(sq)\n"
show(lambda: build(text, dynamic=True).execute(["tot"]), lambda: build(text, dynamic=True).execute(["tot"], overrides={"tot": [3]}))
fails(lambda: build(text).execute(["tot"]), lambda: build(text).validate_execution(["tot"]))
