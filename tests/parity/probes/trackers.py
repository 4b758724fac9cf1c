# %% hooks see the neighbours of nodes
from hamilton.lifecycle import base
class Neighbours(base.BasePreNodeExecute):
    def pre_node_execute(self, *, run_id, node_, kwargs, task_id=None):
        show((node_.name, sorted(each.name for each in node_.dependencies), sorted(each.name for each in node_.depended_on_by)))
text = """
def start(n: int, k: int = 2) -> int: return n
def items(start: int, w: int) -> Parallelizable[int]:
    for i in range(start): yield i
def square(items: int, start: int) -> int: return items * start
def total(square: Collect[int], w: int) -> int: return sum(square) + w
def after(total: int) -> int: return total
"""
for dynamic in (False, True):
    dr = build(text if dynamic else text.replace("Parallelizable", "List").replace("Collect", "List").replace("items * start", "[1]").replace("items: int", "items: List[int]").replace("-> int: return [1]", "-> List[int]: return [1]").replace("for i in range(start): yield i", "return [1]"), adapters=[Neighbours()], dynamic=dynamic)
    show(dr.execute(["after"], inputs={"n": 2, "w": 1}))

# %% ad hoc modules
import inspect, sys
from hamilton import ad_hoc_utils
m = ad_hoc_utils.module_from_source("def f(x: int) -> int:\n    return x\n", "ad_hoc_probe")
show(hasattr(m, "__file__"), inspect.getsource(m.f), sys.modules["ad_hoc_probe"] is m, m.f.__module__, sorted(vars(m)), repr(m))
del sys.modules["ad_hoc_probe"]
class Scaler:
    def scaled(self, x: int) -> int: return x
show(lambda: ad_hoc_utils.create_temporary_module(Scaler().scaled, module_name="ad_hoc_methods").scaled.__name__)
sys.modules.pop("ad_hoc_methods", None)
