import logging

logging.disable(logging.CRITICAL)
from hamilton import driver, base, htypes, ad_hoc_utils as ah, lifecycle
from hamilton.execution import executors, grouping
from hamilton.lifecycle.base import LifecycleAdapterSet
import hamilton.lifecycle.base as lb
def t(n,f):
  try:
    print(n,'ok',f())
  except BaseException as e: print(n,type(e).__name__,str(e)[:200])
def items()->htypes.Parallelizable[int]: return [1,2,3]
def sq(items:int)->int: return items*items
def tot(sq:htypes.Collect[int])->int: return sum(sq)
def pre(tot:int, z:int=4)->int: return tot+z
m=ah.create_temporary_module(items,sq,tot,pre,module_name='mx')
B=lambda: driver.Builder().with_modules(m).enable_dynamic_execution(allow_experimental_mode=True)
t('default remote',lambda:B().build().execute(['pre']))
t('mgr',lambda:B().with_execution_manager(executors.DefaultExecutionManager(executors.MultiThreadingExecutor(2),executors.MultiThreadingExecutor(3))).build().execute(['pre']))
t('local mt',lambda:B().with_local_executor(executors.MultiThreadingExecutor(2)).build().execute(['pre','items']))
class Mine(executors.TaskExecutor):
  def init(self): print('init')
  def finalize(self): print('fin')
  def submit_task(self,task): print('sub',task.task_id,task.dynamic_inputs); return executors.TaskFutureWrappingFunction(lambda: executors.base_execute_task(task))
  def can_submit_task(self): return True
t('custom',lambda:B().with_remote_executor(Mine()).build().execute(['pre']))
class Fut:
  def __init__(s,task): s.task=task; s.n=0
  def get_state(s):
    s.n+=1
    from hamilton.execution.state import TaskState
    return TaskState.RUNNING if s.n<3 else TaskState.SUCCESSFUL
  def get_result(s): return executors.base_execute_task(s.task)
class Poll(Mine):
  def submit_task(self,task): return Fut(task)
t('poll',lambda:B().with_remote_executor(Poll()).build().execute(['pre']))
class EM(executors.ExecutionManager):
  def __init__(s): super().__init__([executors.SynchronousLocalTaskExecutor()])
  def get_executor_for_task(s,task): return s.executors[0]
t('em',lambda:B().with_execution_manager(EM()).build().execute(['pre']))
class GS(grouping.GroupingStrategy):
  def group_nodes(self,nodes): return grouping.GroupByRepeatableBlocks().group_nodes(nodes)
t('gs',lambda:B().with_grouping_strategy(GS()).build().execute(['pre']))
t('pd',lambda:B().with_adapters(base.PandasDataFrameResult()).build().execute(['pre']).to_dict())
t('mat',lambda:B().build().materialize(additional_vars=['pre']))
class RE(lb.BaseDoRemoteExecute):
  def do_remote_execute(self,*,node,execute_lifecycle_for_node,**kwargs)->object:
    print('remote',node.name,kwargs); return execute_lifecycle_for_node(**kwargs)
m2=ah.create_temporary_module(pre,module_name='my')
t('remote exec',lambda:driver.Builder().with_modules(m2).with_adapters(RE()).build().execute(['pre'],inputs={'tot':3}))
class NH(lifecycle.NodeExecutionHook):
  def run_before_node_execution(self,**k): raise RuntimeError('pre fails')
  def run_after_node_execution(self,**k): pass
t('hook fails',lambda:driver.Builder().with_modules(m2).with_adapters(NH()).build().execute(['pre'],inputs={'tot':3}))
class NH2(lifecycle.NodeExecutionHook):
  def run_before_node_execution(self,**k): pass
  def run_after_node_execution(self,**k): raise RuntimeError('post fails')
t('hook fails',lambda:driver.Builder().with_modules(m2).with_adapters(NH2()).build().execute(['pre'],inputs={'tot':3}))
t('hook fails dyn',lambda:B().with_adapters(NH2()).build().execute(['pre']))
t('legacy',lambda:driver.Driver({},m2,adapter=base.SimplePythonGraphAdapter(base.DictResult())).execute(['pre'],inputs={'tot':3}))
t('legacy2',lambda:driver.Driver({},m2,adapter=[base.DictResult(),lifecycle.PrintLn(print_fn=lambda s:None)]).execute(['pre'],inputs={'tot':3}))
t('2rb',lambda:driver.Driver({},m2,adapter=[base.DictResult(),base.PandasDataFrameResult()]))
