# %% documentation of the nodes of every decorator
m = mod("""
from hamilton.function_modifiers import *
import pandas as pd
@parameterize(p=dict(x=value(1)), q=({'x': source('n')}, 'doc'))
def p_(x: int) -> int: return x
@parameterize_values('x', {('v', 'own'): 1, ('w', None): 2})
def v_(x: int) -> int: return x
@parameterize_sources(s=dict(x='n'))
def s_(x: int) -> int: return x
@extract_fields({'e': int})
def e_() -> dict: return {'e': 1}
@extract_fields({'ed': int})
def ed_() -> dict:
    '''Doc.'''
    return {'ed': 1}
@extract_columns('c', ('d', 'its own'))
def c_(n: int) -> pd.DataFrame: return pd.DataFrame({'c': [1], 'd': [2]})
@parameterize_extract_columns(ParameterizedExtract(('k1',), {'x': value(1)}), ParameterizedExtract(('k2',), {'x': value(2)}))
def k_(x: int) -> pd.DataFrame: return pd.DataFrame({'k': [x]})
@unpack_fields('u1', 'u2')
def u_() -> tuple[int, int]: return 1, 2
@inject(x=value(3))
def i_(x: int) -> int: return x
@does(lambda **kw: 1)
def d_(n: int) -> int: ...
@check_output(range=(0, 1))
def o_() -> int: return 1
def st(x: int) -> int: return x
@pipe_input(step(st))
def pi_(n: int) -> int: return n
@pipe_output(step(st))
def po_() -> int: return 1
@dataloader()
def dl_() -> tuple[int, dict]: return 1, {}
@datasaver()
def ds_(n: int) -> dict: return {}
@load_from.literal(value=value(1))
def lf_(x: int) -> int: return x
@save_to.json(path=value('x.json'), output_name_='sv')
def sv_() -> dict: return {}
@subdag(st)
def sd_(st: int) -> int: return st
@tag(a='b')
@config.when(z=1)
def t__1() -> int: return 1
@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda: tag(a='b'))
def r_() -> int: return 1
""")
for name in sorted(vars(m)):
    fn = getattr(m, name)
    if callable(fn) and getattr(fn, "__module__", "") == "m" and not isinstance(fn, type):
        show(name, lambda: sorted((n.name, n.documentation) for n in E.__getattr__("function_modifiers.base").resolve_nodes(fn, {"z": 1, "hamilton.enable_power_user_mode": True})))

# %% documentation told by the driver
dr = build("""
def f(a: int) -> int: return a
@parameterize(p=dict(x=value(1)))
def g(x: int) -> int: return x
""")
show([(n.name, n.documentation) for n in sorted(dr.list_available_variables(), key=lambda n: n.name)])
