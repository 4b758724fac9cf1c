"""The branches of a run: which tasks exist in each, what they wait for, whose values they read.
Keeps no values but items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dagscope.execution.scopes import Reading, Scope, Scopes
from dagscope.execution.tasks import TaskSpec

Path = tuple[str, ...]  # the branch numbers (as text), outermost first; as long as the scope
TaskKey = tuple[str, Path]  # a task: its base id and its branch


@dataclass(frozen=True)
class Source:
    """Where a task finds one of its inputs.

    Attributes:
        name: The input.
        producer: The expanding node's name for an item, else the producing task's base id.
        scope: The producer's scope.
        reading: How it is read.
    """

    name: str
    producer: str
    scope: Scope
    reading: Reading

    @property
    def is_item(self) -> bool:
        """Whether one item of an expanding node is read."""
        return self.reading is Reading.ITEM

    @property
    def is_all(self) -> bool:
        """Whether the values of all branches are read."""
        return self.reading is Reading.ALL

    @property
    def is_items(self) -> bool:
        """Whether all items of an expanding node are read."""
        return self.reading is Reading.ITEMS


class TaskLinks:
    """What is known of the tasks before the run: scopes, producers, sources."""

    def __init__(self, tasks: Iterable[TaskSpec]) -> None:
        self.specs = {task.base_id: task for task in tasks}
        self.scopes = Scopes(node for task in self.specs.values() for node in task.nodes)
        self.producers = {node.name: task.base_id for task in self.specs.values() for node in task.nodes}
        self.overrides: dict[str, Any] = {}
        for task in self.specs.values():
            self.overrides.update(task.overrides)
        self.sources = {base_id: self._sources(task) for base_id, task in self.specs.items()}
        self._scope_of = {
            base_id: self.scopes.of(task.nodes[0].name) if task.nodes else () for base_id, task in self.specs.items()
        }
        self.by_scope: dict[Scope, list[str]] = defaultdict(list)
        for base_id in self.specs:
            self.by_scope[self.scope(base_id)].append(base_id)

    def _sources(self, task: TaskSpec) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for node in task.nodes:
            for name in node.input_types:
                producer = self.producers.get(name)
                if producer is None or producer == task.base_id:
                    continue
                reading = self.scopes.reading(node, name)
                source = name if reading is Reading.ITEM else producer
                found[name] = Source(name, source, self.scopes.of(name), reading)
        return found

    def scope(self, base_id: str) -> Scope:
        """Return the scope of a task: that of its nodes."""
        return self._scope_of[base_id]

    def is_external(self, name: str) -> bool:
        """Return whether the name is an input of the dataflow."""
        node = self.scopes.nodes.get(name)
        return node is not None and node.user_defined

    def expand_task_id(self, scope: Scope, path: Path) -> str | None:
        """Return the id of the expanding task whose branch the path's last number is, or None at the top."""
        if not scope:
            return None
        return self.task_id(self.producers[scope[-1]], path[: len(scope) - 1])

    def spawning_task_id(self, base_id: str, path: Path) -> str | None:
        """Return the id of the expanding task that made the branch."""
        return self.expand_task_id(self.scope(base_id), path)

    def task_id(self, base_id: str, path: Path) -> str:
        """Return the id of the task in the branch."""
        parts: list[str] = []
        for expander, group in zip(self.scope(base_id), path):
            parts += [self.producers[expander], group]
        return ".".join((*parts, base_id))


class Branches:
    """Counts what each task of each branch still waits for."""

    def __init__(self, links: TaskLinks) -> None:
        self._links = links
        self._missing: dict[TaskKey, int] = {}
        self._waiting: dict[tuple[str, str, Path], list[TaskKey]] = defaultdict(list)
        self._finished: set[TaskKey] = set()
        self._left: dict[TaskKey, int] = {}  # tasks of a block below one expansion that have not finished
        self._items: dict[tuple[str, Path], dict[str, Any]] = {}

    def start(self) -> Iterator[TaskKey]:
        """Yield the tasks outside all blocks."""
        for base_id in self._links.by_scope[()]:
            yield base_id, ()

    def wait(self, base_id: str, path: Path) -> bool:
        """Note what a new task waits for; True when it can run at once."""
        task = (base_id, path)
        keys = {
            key: None
            for source in self._links.sources[base_id].values()
            if (key := self._key(source, path)) is not None
        }
        for key in keys:
            self._waiting[key].append(task)
        self._missing[task] = len(keys)
        return not keys

    def _key(self, source: Source, path: Path) -> tuple[str, str, Path] | None:
        if source.is_item:
            return None
        if not source.is_all:
            producer = (source.producer, path[: len(source.scope)])
            return None if producer in self._finished else ("one", *producer)
        gathered = (source.producer, path[: len(source.scope) - 1])
        return None if self._left.get(gathered) == 0 else ("all", *gathered)

    def expand(self, expander: str, path: Path, items: dict[str, Any]) -> Iterator[TaskKey]:
        """Take the items of an expanding node; gives the tasks of the new branches."""
        self._items[(expander, path)] = items
        scope = (*self._links.scopes.of(expander), expander)
        for base_id in self._links.by_scope[scope]:
            self._count_all(base_id, path, len(items))
        for group in items:
            for base_id in self._links.by_scope[scope]:
                yield base_id, (*path, group)

    def _count_all(self, base_id: str, path: Path, count: int) -> None:
        self._left[(base_id, path)] = count

    def finish(self, base_id: str, path: Path) -> list[TaskKey]:
        """Note that a task has finished; gives the tasks that can run now."""
        self._finished.add((base_id, path))
        ready = self._release(("one", base_id, path))
        if path:
            gathered = (base_id, path[:-1])
            self._left[gathered] -= 1
            if self._left[gathered] == 0:
                ready += self._release(("all", *gathered))
        expander = self._links.specs[base_id].get_expander_node()
        if expander is not None and not self._items.get((expander.name, path)):
            scope = (*self._links.scopes.of(expander.name), expander.name)
            for inner in self._links.by_scope[scope]:  # no branch will ever finish: collecting gives []
                ready += self._release(("all", inner, path))
        return ready

    def _release(self, key: tuple[str, str, Path]) -> list[TaskKey]:
        ready = []
        for task in self._waiting.pop(key, ()):
            self._missing[task] -= 1
            if self._missing[task] == 0:
                ready.append(task)
        return ready

    def item(self, expander: str, path: Path) -> Any:
        """Return the item of the branch."""
        depth = len(self._links.scopes.of(expander))
        return self._items[(expander, path[:depth])][path[depth]]

    def groups(self, expander: str, path: Path) -> list[str]:
        """Return the branch numbers that an expanding node made."""
        return list(self._items.get((expander, path[: len(self._links.scopes.of(expander))]), ()))

    def value_paths(self, source: Source, path: Path) -> list[Path]:
        """Return the branches whose values a task in `path` reads."""
        if not source.is_all:
            return [path[: len(source.scope)]]
        outer = path[: len(source.scope) - 1]
        return [(*outer, group) for group in self.groups(source.scope[-1], outer)]

    def producers(self, base_id: str, path: Path, producer: str) -> list[Path]:
        """Return the branches of the tasks of `producer` that this task waited for."""
        for source in self._links.sources[base_id].values():
            if self._links.producers.get(source.name) == producer:
                if source.is_item:
                    return [path[: len(source.scope)]]
                return self.value_paths(source, path)
        return []


class ReaderCounts:
    """Counts who still reads each value, so that it can be let go.

    Values that are read from branches further in are kept: how many branches there will be is not known.
    """

    def __init__(self, links: TaskLinks, branches: Branches, keep: frozenset[str]) -> None:
        self._links = links
        self._branches = branches
        readers: dict[str, int] = defaultdict(int)
        uncounted = set(keep)
        for base_id, sources in links.sources.items():
            for source in sources.values():
                readers[source.name] += 1
                depth = len(source.scope) - source.is_all
                if source.is_item or links.scope(base_id) != source.scope[:depth]:
                    uncounted.add(source.name)
        self._readers = {name: count for name, count in readers.items() if name not in uncounted}
        self._left: dict[TaskKey, int] = {}

    def finish(self, base_id: str, path: Path) -> list[TaskKey]:
        """Note that a task has read what it reads; gives the values (name, branch) nobody reads any more."""
        done: list[TaskKey] = []
        for source in self._links.sources[base_id].values():
            total = self._readers.get(source.name)
            if total is None:
                continue
            for value_path in self._branches.value_paths(source, path):
                task = (source.name, value_path)
                left = self._left.get(task, total) - 1
                self._left[task] = left
                if left == 0:
                    del self._left[task]
                    done.append(task)
        return done
