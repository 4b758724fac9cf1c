"""Run ten thousand tasks on two worker processes, kill one of them in the middle, and read one value.

    python run.py           # the same on a cluster of yours: python run.py tcp://scheduler:8786
    python run.py --here    # in this process, to compare
"""

import logging
import os
import signal
import sys

import storms

from dagscope import driver
from dagscope.execution.parallel_events import run_parallel_events
from dagscope.execution.run import NodeFailed, NodeFinished

INPUTS = {"seed": 7, "premium": 400.0}
SIGNAL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has no SIGKILL


def run_on_cluster(client, at_half):
    """Return how many nodes have ended, and where the reserve is; it has not been brought here yet.

    Args:
        client: The cluster's client.
        at_half: What to do when half of the nodes have ended.
    """
    from dagscope.plugins.h_dask import DaskExecutor

    graph = driver.Builder().with_modules(storms).build().graph
    count, reserve = 0, None
    for event in run_parallel_events(graph, ["reserve"], INPUTS, executor=DaskExecutor(client)):
        if isinstance(event, NodeFailed):
            raise event.error
        if isinstance(event, NodeFinished):
            count += 1
            if count == len(storms.YEARS):
                at_half()
            if event.node == "reserve":
                reserve = event.value
    return count, reserve


def main(address):
    import dask
    from distributed import Client, LocalCluster

    dask.config.set({"distributed.comm.timeouts.tcp": "300s"})  # a busy machine is given time to answer
    if address:
        cluster = None
        client = Client(address)
    else:
        cluster = LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        )
        client = Client(cluster)

    def kill_a_worker():
        if cluster is not None:
            os.kill(cluster.workers[0].pid, SIGNAL)
            print("killed one of two workers")

    try:
        count, reserve = run_on_cluster(client, kill_a_worker)
        print(count, "tasks have ended; reserve is", reserve)
        print("reserve:", round(reserve.fetch(), 2))
    finally:
        client.close()
        if cluster is not None:
            cluster.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["--here"]:
        dr = driver.Builder().with_modules(storms).build()
        print("reserve:", round(dr.execute(["reserve"], inputs=INPUTS)["reserve"], 2))
    else:
        main("".join(sys.argv[1:]))
