"""What calls of Python's own libraries give where it is known: texts, paths, lists, modules loaded from files.
It runs nothing and loads nothing.
"""

from __future__ import annotations

import ast
import inspect
import textwrap

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.file_calls import FileReader
from dagscope.project.scripts.known_calls import (
    combined,
    constant,
    fields_as_table,
    is_combining,
    is_something,
    numbers,
    text_method,
)
from dagscope.project.scripts.paths import path_call, path_of
from dagscope.project.scripts.values import Expression, Module, Record, Sequence, Table, Value, Where, items_of, text_of

_ENVIRONMENT = ("os.environ.get", "environ.get", "os.getenv", "getenv")
_LOADS_FILE = ("spec_from_file_location", "SourceFileLoader", "load_source", "import_path")
_PATHS = frozenset(
    ("Path", "PurePath", "join", "dirname", "basename", "splitext", "abspath", "realpath", "normpath", "fspath", "str")
)
_AS_DICT = ("asdict", "vars", "_asdict", "model_dump", "dict")
_UNINDENTS = {"dedent": textwrap.dedent, "cleandoc": inspect.cleandoc}


class LibraryReader(FileReader):
    """Evaluates calls of libraries."""

    __slots__ = ()

    def known(self, name: str, owner: Value | None, call: ast.Call) -> Value | None:
        """Return what Python's own functions give: of texts, paths, lists; modules loaded from files."""
        text = path_of(owner) if isinstance(owner, Expression) else None
        if text is not None:
            given = [self.evaluate(argument) for argument in call.args]
            parts = [item for value in given for item in (value.items if isinstance(value, Sequence) else (value,))]
            texts = [path_of(part) for part in parts]
            if not call.keywords and all(each is not None for each in texts):
                return text_method(text, name, [texts] if name == "join" else list(texts), call)
        if is_combining(name) or (name == "from_iterable" and len(call.args) == 1):
            given = [self.evaluate(argument) for argument in call.args]
            if name == "from_iterable":
                given = list(items_of(given[0]) or ())
            return combined("chain" if name == "from_iterable" else name, [items_of(value) for value in given], call)
        if name == "range" and 0 < len(call.args) < 4:
            return numbers([self.constant(each) for each in call.args], call)
        if name == "len" and len(call.args) == 1:
            items = items_of(self.evaluate(call.args[0]))
            return constant(len(items), call) if items is not None else None
        if name == "sum" and len(call.args) == 2:
            lists = items_of(self.evaluate(call.args[0]))
            return combined("chain", [items_of(value) for value in lists], call) if lists else None
        if name == "filter" and len(call.args) == 2 and isinstance(call.args[0], ast.Constant):
            items = items_of(self.evaluate(call.args[1]))
            return Sequence(tuple(filter(is_something, items)), call) if items is not None else None
        if name in ("getenv", "get") and len(call.args) == 2 and dotted_name(call.func) in _ENVIRONMENT:
            return self.unsure_of(self.evaluate(call.args[1]))
        if name in ("SimpleNamespace", "Namespace", "DictConfig") and call.keywords and not call.args:
            return Table(tuple((k.arg, self.evaluate(k.value)) for k in call.keywords if k.arg), call)
        if name in _AS_DICT and len(call.args) < 2:
            value = self.evaluate(call.args[0]) if call.args else owner
            return fields_as_table(value) if isinstance(value, Record) else None
        return self._from_file(name, owner, call)

    def _from_file(self, name: str, owner: Value | None, call: ast.Call) -> Value | None:
        """Return what calls give that look at files, at modules or at paths."""
        if name in _UNINDENTS and len(call.args) == 1:
            whole = text_of(self.evaluate(call.args[0]))
            return constant(_UNINDENTS[name](whole), call) if whole is not None else None
        if name in _LOADS_FILE:
            return self._loaded(call)
        if name in ("module_from_spec", "getmodule") and call.args:
            value = self.evaluate(call.args[0])
            home = getattr(value, "home", "")
            return Module(home) if home else value if isinstance(value, Module) else None
        if name == "load_module" and isinstance(owner, Module):
            return owner
        if name in ("iter_modules", "walk_packages") and call.args:
            return self._listed(call)
        found = self.file_call(name, owner, call)
        if found is not None:
            return found
        if isinstance(owner, Where) or name in _PATHS:
            return path_call(name, owner, [self.evaluate(argument) for argument in call.args], call)
        return None

    def _loaded(self, call: ast.Call) -> Value | None:
        """Return the module that is loaded from a file: by its path, else by the name it is given."""
        words = {word.arg: word.value for word in call.keywords}
        given = [*call.args, *[words[key] for key in ("name", "fullname", "location", "path") if key in words]]
        texts = [path_of(self.evaluate(each)) for each in given]
        for text in texts[1:]:
            known = self.beside.find_file(text) if text is not None else None
            if known is not None:
                return Module(known)
        known = self.find_module(texts[0]) if texts and texts[0] is not None else None
        return Module(known) if known is not None else None

    def _listed(self, call: ast.Call) -> Value | None:
        """Return the modules in a package, as `pkgutil.iter_modules(package.__path__)` gives them."""
        place = call.args[0]
        owner = self.evaluate(place.value) if isinstance(place, ast.Attribute) and place.attr == "__path__" else None
        if not isinstance(owner, Module) or owner.is_outside:
            return None
        word = next((w.value for w in call.keywords if w.arg == "prefix"), call.args[1] if len(call.args) > 1 else None)
        prefix = path_of(self.evaluate(word)) if word is not None else ""
        rows = [(None, f"{prefix or ''}{name}", False) for name in self.beside.inner(owner.name)]
        return Sequence(tuple(Sequence(tuple(constant(c, call) for c in row), call) for row in rows), call)
