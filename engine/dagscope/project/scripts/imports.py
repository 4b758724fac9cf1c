"""Names that a script imports: modules, and what the project's other files make of their names.
It imports nothing.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from dagscope.project.made_modules import functions_as_text
from dagscope.project.scripts.bindings import SELF
from dagscope.project.scripts.class_reader import ClassReader
from dagscope.project.scripts.values import Function, Made, Module, Value
from dagscope.project.source import SourceFile


@dataclass(slots=True)
class ImportReader(ClassReader):
    """Reads imports, and of the files behind them what is stated at their top."""

    peeked: dict[str, dict[str, Value]] = field(default_factory=dict)
    """The names of the project's other files, by module."""

    def take_import(self, statement: ast.Import | ast.ImportFrom) -> None:
        for alias in statement.names:
            if isinstance(statement, ast.ImportFrom):
                self._bind_from(statement, alias)
            else:
                self._bind_import(alias.asname or alias.name.split(".")[0], alias.name, bool(alias.asname))

    def _bind_import(self, bound: str, dotted: str, is_renamed: bool) -> None:
        if dotted == SELF and (self.own_module or self.source.is_notebook):
            self.names[bound] = Module(self.own_module) if self.own_module else self._notebook_module()
            return
        known = self.find_module(dotted)
        if is_renamed or "." not in dotted:
            self.names[bound] = Module(known) if known is not None else Module(dotted, is_outside=True)
            return
        if known is not None:
            self.names[dotted] = Module(known)
        if bound not in self.names or not isinstance(self.names[bound], Module):
            package = self.find_module(bound)
            self.names[bound] = Module(package) if package is not None else Module(bound, is_outside=True)

    def _notebook_module(self) -> Module:
        """Return the functions of the notebook itself as a module."""
        name = "".join(sign if sign.isalnum() else "_" for sign in self.source.path.stem)
        name = name if name.isidentifier() else f"notebook_{name}"
        self.found.made[name] = Made(name, functions_as_text(self.source))
        return Module(name)

    def _bind_from(self, statement: ast.ImportFrom, alias: ast.alias) -> None:
        stem = statement.module or ""
        bound = alias.asname or alias.name
        if statement.level and self.own_module:
            package = self.own_module.split(".")
            up = statement.level - (self.source.path.name == "__init__.py")
            parts = package[: len(package) - up]
            stem = ".".join([*parts, *([stem] if stem else [])])
        dotted = f"{stem}.{alias.name}" if stem else alias.name
        known = self.find_module(dotted)
        if known is not None:
            self.names[bound] = Module(known)
            return
        holder = self.find_module(stem) if stem else None
        if holder is None:
            self.names[bound] = Module(dotted, is_outside=True)
            return
        self.names.pop(bound, None)
        if holder != self.own_module:
            names = self.peek(holder)
            if alias.name == "*":
                self.names.update(names)
            elif alias.name in names:
                self.names[bound] = names[alias.name]
            self.take_class(alias.name, bound, names)

    def peek(self, module: str) -> dict[str, Value]:
        """Return what the names of another of the project's files stand for; its own drivers are its own."""
        if module not in self.peeked:
            self.peeked[module] = {}  # files that import each other
            source = self.find_source(module)
            if source is not None and source.tree is not None:
                if self.ways is not None:
                    self.relevance.take_in(source.tree)
                reader = self._other(module, source)
                for statement in source.tree.body:
                    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        reader.names[statement.name] = Function(statement, reader.names, home=module)
                    elif isinstance(statement, ast.ClassDef):
                        reader.take_methods(statement, reader.names)
                        reader.take_attributes(statement)
                    elif isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)):
                        reader.statement(statement)
                self.steps = reader.steps
                self.peeked[module] = reader.names
        return self.peeked[module]

    def _other(self, module: str, source: SourceFile) -> ImportReader:
        """Return a reader of another file, which knows what this one knows of the project."""
        return type(self)(
            self.find_module,
            self.find_source,
            module,
            source,
            steps=self.steps,
            beside=self.beside,
            classes=self.classes,
            bases=self.bases,
            fields=self.fields,
            held=self.held,
            alternatives=self.alternatives,
            many=self.many,
            unsure=self.unsure,
            owners=self.owners,
            peeked=self.peeked,
        )
