"""What has run of a set of tasks, what can run now, and the values in between. Must not run tasks itself."""

from __future__ import annotations

import abc
from collections import deque
from collections.abc import Collection, Iterable
from enum import Enum
from typing import Any

from dagscope.execution.branches import Branches, Path, ReaderCounts, TaskLinks
from dagscope.execution.tasks import TaskImplementation, TaskSpec


class TaskState(Enum):
    """How far a task is."""

    QUEUED = "queued"
    UNINITIALIZED = "uninitialized"
    INITIALIZED = "initialized"
    RUNNING = "running"
    SUCCESSFUL = "successful"
    FAILED = "failed"

    @staticmethod
    def is_terminal(task_state: TaskState) -> bool:
        """Return whether nothing more happens to the task."""
        return task_state in (TaskState.SUCCESSFUL, TaskState.FAILED)


GraphState = TaskState


class ResultCache(abc.ABC):
    """Where the values between tasks are kept."""

    @abc.abstractmethod
    def write(self, results: dict[str, Any], group_id: str | None = None, spawning_task_id: str | None = None) -> None:
        """Keep the values a task gave, under its branch."""

    @abc.abstractmethod
    def read(
        self,
        keys: list[str],
        group_id: str | None = None,
        spawning_task_id: str | None = None,
        optional: bool = False,
    ) -> dict[str, Any]:
        """Give the values of a branch; unknown keys are left out when `optional`, else a KeyError."""

    def forget(  # noqa: B027 - a cache may keep what it has
        self, key: str, group_id: str | None = None, spawning_task_id: str | None = None
    ) -> None:
        """Let go of a value nobody reads any more."""


class DictBasedResultCache(ResultCache):
    """Keeps the values in a dictionary."""

    def __init__(self, cache: dict[str, Any]) -> None:
        self.cache = cache

    def _format_key(self, group_id: str | None, spawning_task_id: str | None, key: str) -> str:
        return ":".join(part for part in (spawning_task_id, group_id, key) if part is not None)

    def write(self, results: dict[str, Any], group_id: str | None = None, spawning_task_id: str | None = None) -> None:
        for key, value in results.items():
            self.cache[self._format_key(group_id, spawning_task_id, key)] = value

    def read(
        self,
        keys: list[str],
        group_id: str | None = None,
        spawning_task_id: str | None = None,
        optional: bool = False,
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in keys:
            full_key = self._format_key(group_id, spawning_task_id, key)
            if full_key in self.cache:
                found[key] = self.cache[full_key]
            elif not optional:
                raise KeyError(f"Key {full_key} not found in cache")
        return found

    def forget(self, key: str, group_id: str | None = None, spawning_task_id: str | None = None) -> None:
        self.cache.pop(self._format_key(group_id, spawning_task_id, key), None)


class ExecutionState:
    """Follows a run: hands out tasks that can run, takes their results, makes the branches of expanding ones.

    Args:
        tasks: What is to run.
        result_cache: Where values go; what it holds at the start (inputs, overrides) can be read.
        run_id: The run's id, for hooks.
        keep: Names whose values are read at the end; others are let go when their last reader has run. By default
            all are kept.
    """

    def __init__(
        self,
        tasks: list[TaskSpec],
        result_cache: ResultCache,
        run_id: str,
        keep: Collection[str] | None = None,
    ) -> None:
        self.result_cache = result_cache
        self.run_id = run_id
        self.task_states: dict[str, TaskState] = {}
        self.task_pool: dict[str, TaskImplementation] = {}
        self.base_task_pool = {task.base_id: task for task in tasks}
        self.base_reverse_dependencies = self.compute_reverse_dependencies(tasks)
        self.task_queue: deque[TaskImplementation] = deque()
        self.links = TaskLinks(tasks)
        self.branches = Branches(self.links)
        self._readers = None if keep is None else ReaderCounts(self.links, self.branches, frozenset(keep))
        self._paths: dict[str, Path] = {}
        self._input_vars: dict[str, tuple[list[str], list[str]]] = {}
        self._unfinished = 0
        self.is_initialized = False
        self._realize_all(self.branches.start())
        self.is_initialized = True

    @staticmethod
    def compute_reverse_dependencies(tasks: list[TaskSpec]) -> dict[str, list[TaskSpec]]:
        """Return the tasks that wait for each base id."""
        found: dict[str, list[TaskSpec]] = {task.base_id: [] for task in tasks}
        for task in tasks:
            for dependency in task.base_dependencies:
                found[dependency].append(task)
        return found

    def _realize_all(self, fresh: Iterable[tuple[str, Path]]) -> list[TaskImplementation]:
        """Take in tasks; those that can run are made and queued, the others once what they wait for has ended."""
        made = []
        for base_id, path in fresh:
            self._unfinished += 1
            if self.branches.wait(base_id, path):
                made.append(self._queue(base_id, path))
        return made

    def realize_task(
        self,
        task_spec: TaskSpec,
        spawning_task: str | None,
        group_id: str | None,
        dependencies: dict[str, list[str]] | None = None,
        bind: dict[str, Any] | None = None,
    ) -> TaskImplementation:
        """Make a task of a planned one; it is not queued.

        Args:
            task_spec: The planned task.
            spawning_task: The id of the expanding task whose branch it is in.
            group_id: The branch.
            dependencies: The ids of the tasks it reads, by their base ids; found out when it is released unless given.
            bind: What it reads; found out when it is released unless given.
        """
        path: Path = () if group_id is None else (*self._paths.get(spawning_task or "", ()), group_id)
        spec = task_spec
        task = TaskImplementation(
            base_id=spec.base_id,
            spawning_task_base_id=spec.spawning_task_base_id,
            nodes=spec.nodes,
            purpose=spec.purpose,
            outputs_to_compute=spec.outputs_to_compute,
            overrides=spec.overrides,
            adapter=spec.adapter,
            base_dependencies=spec.base_dependencies,
            group_id=group_id,
            realized_dependencies=dependencies or {},
            spawning_task_id=spawning_task,
            run_id=self.run_id,
        )
        if bind:
            task = task.bind(bind)
        self.task_pool[task.task_id] = task
        self._paths[task.task_id] = path
        self.task_states[task.task_id] = TaskState.INITIALIZED
        return task

    def realize_parameterized_group(
        self, spawning_task_id: str, parameterizations: dict[str, Any], input_to_parameterize: str
    ) -> list[TaskImplementation]:
        """Make the tasks of the branches of an expanding task; gives them.

        Args:
            spawning_task_id: The expanding task.
            parameterizations: The item of each branch.
            input_to_parameterize: The expanding node.
        """
        path = self._paths[spawning_task_id]
        return self._realize_all(self.branches.expand(input_to_parameterize, path, parameterizations))

    def _queue(self, base_id: str, path: Path) -> TaskImplementation:
        spawning = self.links.spawning_task_id(base_id, path)
        task = self.realize_task(self.base_task_pool[base_id], spawning, path[-1] if path else None)
        self.task_states[task.task_id] = TaskState.QUEUED
        self.task_queue.append(task)
        return task

    def release_next_task(self) -> TaskImplementation | None:
        """Return the next task that can run, with its inputs, or None when none can at the moment."""
        if not self.task_queue:
            return None
        task = self.task_queue.popleft()
        return task if task.dynamic_inputs else self.bind_task(task)

    # parity: hamilton.execution.state.ExecutionState.reject_task
    def reject_task(self, task_to_reject: TaskImplementation) -> None:
        """Take a released task back: its executor is full."""
        self.task_queue.appendleft(task_to_reject)
        self.task_states[task_to_reject.task_id] = TaskState.QUEUED

    def bind_task(self, task: TaskImplementation) -> TaskImplementation:
        """Return the task with the values it reads and the ids of the tasks they come from."""
        path = self._paths[task.task_id]
        if task.base_id not in self._input_vars:  # the same in each branch
            self._input_vars[task.base_id] = task.get_input_vars()
        required, optional = self._input_vars[task.base_id]
        inputs: dict[str, Any] = {}
        for name in (*required, *optional):
            found, value = self._read_for(task.base_id, path, name)
            if found:
                inputs[name] = value
            elif name in required and not self.links.is_external(name):
                raise KeyError(f"Key {name} not found in cache")
        inputs.update(task.overrides)
        bound = task.bind(inputs)
        bound.realized_dependencies = {
            base: [self.links.task_id(base, each) for each in self.branches.producers(task.base_id, path, base)]
            for base in task.base_dependencies
        }
        self.task_pool[task.task_id] = bound
        return bound

    def _read_for(self, base_id: str, path: Path, name: str) -> tuple[bool, Any]:
        source = self.links.sources[base_id].get(name)
        if source is None:  # not made by any task: an input that was given at the start
            return self._read(name, (), ())
        values = []
        paths = self.branches.value_paths(source, path)
        if source.is_item:
            return True, self.branches.item(source.producer, path)
        for each in paths:
            found, value = self._read(name, source.scope, each)
            if not found:
                return False, None
            values.append(value)
        if source.is_all:
            return True, values
        value = values[0]
        return True, list(value) if source.is_items else value

    def _read(self, name: str, scope: tuple[str, ...], path: Path) -> tuple[bool, Any]:
        if name in self.links.overrides:
            return True, self.links.overrides[name]
        spawning = self.links.expand_task_id(scope, path)
        read = self.result_cache.read([name], path[-1] if path else None, spawning, optional=True)
        return (True, read[name]) if name in read else (False, None)

    def read_output(self, name: str) -> Any:
        """Return the value asked for: of a node inside a block the list over its branches, nested for nested blocks."""
        if name in self.links.overrides:
            return self.links.overrides[name]
        base_id = self.links.producers.get(name)
        if base_id is None:
            return self.result_cache.read([name])[name]
        scope = self.links.scope(base_id)

        def read(path: Path) -> Any:
            if len(path) == len(scope):
                found, value = self._read(name, scope, path)
                if not found:
                    raise KeyError(f"Key {name} not found in cache")
                return value
            groups = self.branches.groups(scope[len(path)], path)
            return [read((*path, group)) for group in groups]

        return read(())

    def write_task_results(self, writer: TaskImplementation, results: dict[str, Any]) -> None:
        """Keep what a task gave."""
        self.result_cache.write(results, writer.group_id, writer.spawning_task_id)

    def update_task_state(self, task_id: str, new_state: TaskState, results: dict[str, Any] | None) -> None:
        """Take a task's end: its results make other tasks ready, or its failure ends the run."""
        task = self.task_pool[task_id]
        self.task_states[task_id] = new_state
        if not TaskState.is_terminal(new_state):
            return
        self._unfinished -= 1
        if new_state is not TaskState.SUCCESSFUL:
            return
        results = dict(results or {})
        path = self._paths[task_id]
        expander = task.get_expander_node()
        if expander is not None:
            self._expand(task, expander.name, results)
        self.write_task_results(task, results)
        if self._readers is not None:
            task.dynamic_inputs = {}
            for name, value_path in self._readers.finish(task.base_id, path):
                spawning = self.links.expand_task_id(self.links.scopes.of(name), value_path)
                self.result_cache.forget(name, value_path[-1] if value_path else None, spawning)
        for base_id, ready_path in self.branches.finish(task.base_id, path):
            self._queue(base_id, ready_path)

    def _expand(self, task: TaskImplementation, name: str, results: dict[str, Any]) -> None:
        given = results[name] if name in results else task.overrides[name]
        results[name] = items = list(given)
        parameters = {str(number): item for number, item in enumerate(items)}
        if task.adapter.does_hook("post_task_expand", is_async=False):
            task.adapter.call_all_lifecycle_hooks_sync(
                "post_task_expand", run_id=self.run_id, task_id=task.task_id, parameters=parameters
            )
        self.realize_parameterized_group(task.task_id, parameters, name)

    def get_graph_state(self) -> TaskState:
        """Return whether the run goes on, has failed or has succeeded."""
        if TaskState.FAILED in self.task_states.values():
            return TaskState.FAILED
        return TaskState.RUNNING if self._unfinished else TaskState.SUCCESSFUL

    @property
    def is_finished(self) -> bool:
        """Whether no task is left that has not ended."""
        return self._unfinished == 0
