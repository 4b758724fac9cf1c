"""What a script reads of its project's data files, and which files it finds in a folder. It opens no file itself."""

from __future__ import annotations

import ast
import os

from dagscope.project.data_files import data_of, kind_of_file
from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.expressions import ExpressionReader
from dagscope.project.scripts.known_calls import constant
from dagscope.project.scripts.paths import path_of
from dagscope.project.scripts.values import OPEN, Expression, Module, Sequence, Table, Value, Where, items_of

_READS = ("read", "read_text", "read_bytes")
_LOADS = ("load", "loads", "safe_load", "full_load", "unsafe_load")
_LISTS = ("glob", "rglob", "iglob", "iterdir", "listdir")
_AS_GIVEN = ("Box", "ConfigBox", "Munch", "munchify", "EasyDict", "AttrDict", "DotMap", "DictConfig", "ListConfig")
# What `initialize` was given, among the names a script knows: no name of Python begins so.
_HYDRA_PATH = "\0hydra"
_OMEGACONF = ("create", "to_container", "to_object", "masked_copy")


class FileReader(ExpressionReader):
    """Evaluates calls that read files or look for them."""

    __slots__ = ()

    def file_call(self, name: str, owner: Value | None, call: ast.Call) -> Value | None:
        """Return what a call reads or finds; None for other calls."""
        called = self._whole_name(call)
        if name == "open":
            path = path_of(owner) if isinstance(owner, Where) else self._path(call)
            return Where(path, call) if path is not None else None
        if name in _READS and isinstance(owner, Where):
            return self._text(owner, call)
        if name in _LOADS and call.args:
            return self._loaded_data(called, call)
        if name in _LISTS:
            return self._files(name, owner, call)
        if name.startswith("read") and isinstance(owner, Expression) and _is_parser(owner.node):
            return self._read_into(owner, name, call)
        if name in _AS_GIVEN or (name in _OMEGACONF and "OmegaConf" in called):
            value = self.evaluate(call.args[0]) if call.args else None
            return value if isinstance(value, (Table, Sequence)) else None
        if name == "Dynaconf":
            return self._settings(call)
        if "hydra.initialize" in called:
            given = [word.value for word in call.keywords if word.arg in ("config_path", "config_dir")] or call.args
            self.names[_HYDRA_PATH] = self.evaluate(given[0]) if given else Expression(call)
            return None
        if "hydra.compose" in called:
            found = self.config_of_hydra(call)
            if isinstance(found, Table) and any(word.arg == "overrides" for word in call.keywords):
                return Table((*found.items, (OPEN, Expression(call))), found.node)
            return found
        if name == "get_data" and len(call.args) == 2:
            return self._package_data(call)
        if name == "files" and "resources" in called and call.args:
            return self._package_folder(call)
        return None

    def config_of_hydra(self, decorator: ast.Call) -> Value | None:
        """Return the config that `hydra.main(config_path=..., config_name=...)` gives the function it decorates.

        `compose(config_name=...)` gives it too, with the path of the `initialize` before it.
        """
        words = {word.arg: self.constant(word.value) for word in decorator.keywords}
        folder = words.get("config_path") or self._hydra_path() or "."
        name = words.get("config_name") or (self.constant(decorator.args[0]) if decorator.args else None)
        if not isinstance(folder, str) or not isinstance(name, str):
            return None
        found = self._data_at(os.path.join(folder, f"{name.removesuffix('.yaml')}.yaml"), decorator)
        if not isinstance(found, Table):
            return None
        items = dict(found.items)
        for group, choice in self._defaults(items.pop("defaults", None)):
            inner = self._data_at(os.path.join(folder, group, f"{choice}.yaml"), decorator)
            if isinstance(inner, Table) and group:
                items.setdefault(group, inner)
            elif isinstance(inner, Table):
                items = {**dict(inner.items), **items}
        return self._told(Table(tuple(items.items()), found.node))

    def _told(self, value: Value) -> Value:
        """Return a config in which each value may be another one: the command line can say so."""
        if isinstance(value, Table):
            return Table(tuple((key, self._told(each)) for key, each in value.items), value.node)
        return self.unsure_of(value)

    def _hydra_path(self) -> str | None:
        known = self.names.get(_HYDRA_PATH)
        return path_of(known) if known is not None else None

    def _defaults(self, listed: Value | None) -> list[tuple[str, str]]:
        """Return the groups and files that a config is put together of."""
        found: list[tuple[str, str]] = []
        for item in (items_of(listed) or ()) if listed is not None else ():
            if isinstance(item, Table):
                found += [(str(group), name) for group, each in item.items if (name := path_of(each)) is not None]
            elif (name := path_of(item)) is not None and name != "_self_":
                found.append(("", name))
        return found

    def _whole_name(self, call: ast.Call) -> str:
        """Return the name of what is called, with the module it is imported from."""
        called = dotted_name(call.func) or ""
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
            called = f"{dotted_name(call.func.value.func) or ''}.{call.func.attr}"
        first, _, rest = called.partition(".")
        known = self.names.get(first)
        return f"{known.name}.{rest}" if isinstance(known, Module) else called

    def _path(self, call: ast.Call) -> str | None:
        return path_of(self.evaluate(call.args[0])) if call.args else None

    def _text(self, path: Where, near: ast.expr) -> Value | None:
        text = self.beside.read_text(path.path)
        return constant(text, near) if text is not None else None

    def _loaded_data(self, called: str, call: ast.Call) -> Value | None:
        value = self.evaluate(call.args[0])
        if called.endswith("OmegaConf.load"):
            path = path_of(value)
            return self._data_at(path, call) if path is not None else None
        kind = next((kind for kind in ("json", "toml", "yaml") if kind in called.lower()), "")
        is_path = isinstance(value, Where) or (kind == "toml" and called.endswith(".load"))
        text = path_of(value)
        if text is not None and is_path:
            text = self.beside.read_text(text)
        return self._data(text, kind, call) if text is not None and kind else None

    def _data_at(self, path: str, near: ast.expr) -> Value | None:
        text = self.beside.read_text(path)
        return self._data(text, kind_of_file(path), near) if text is not None else None

    def _data(self, text: str, kind: str, near: ast.expr) -> Value | None:
        found = data_of(text, kind) if kind else None
        if found is None and kind:
            self.found.unread.append((kind.upper(), getattr(near, "lineno", 0)))
        return self.evaluate(ast.fix_missing_locations(ast.copy_location(found, near))) if found is not None else None

    def _read_into(self, parser: Expression, name: str, call: ast.Call) -> Value:
        value = self.evaluate(call.args[0]) if call.args else None
        paths = (value,) if value is None or isinstance(value, Where) else items_of(value) or (value,)
        for each in paths:
            path = path_of(each)
            text = self.beside.read_text(path) if path is not None and name != "read_string" else path
            found = self._data(text, "ini", call) if text is not None else None
            if found is not None:
                self.replace(parser, found)
        return Expression(call)

    def _settings(self, call: ast.Call) -> Value | None:
        """Return what Dynaconf reads of its files."""
        items: dict[object, Value] = {}
        for word in call.keywords:
            if word.arg in ("settings_files", "settings_file"):
                value = self.evaluate(word.value)
                for path in map(path_of, items_of(value) or (value,)):
                    found = self._data_at(path, call) if path is not None else None
                    items.update(found.items if isinstance(found, Table) else ())
        return Table(tuple(items.items()), call) if items else None

    def _files(self, name: str, owner: Value | None, call: ast.Call) -> Value | None:
        """Return the project's files that a call lists: as paths, or as names."""
        given = self._path(call)
        if isinstance(owner, Where):
            pattern = "*" if name == "iterdir" else given
            if pattern is None:
                return None
            found = self.beside.list_files(owner.path, f"**/{pattern}" if name == "rglob" else pattern)
            return Sequence(tuple(Where(path, call) for path in found), call)
        if given is None:
            return None
        if name == "listdir":
            names = [os.path.basename(path) for path in self.beside.list_files(given, "*")]
            return Sequence(tuple(constant(each, call) for each in names), call)
        if name in ("glob", "iglob"):
            folder, pattern = os.path.split(given)
            found = self.beside.list_files(folder or ".", pattern) if "*" not in folder else ()
            return Sequence(tuple(constant(path, call) for path in found), call)
        return None

    def _package_data(self, call: ast.Call) -> Value | None:
        folder, path = self._package_folder(call), path_of(self.evaluate(call.args[1]))
        if not isinstance(folder, Where) or path is None:
            return None
        return self._text(Where(os.path.join(folder.path, path), call), call)

    def _package_folder(self, call: ast.Call) -> Value | None:
        value = self.evaluate(call.args[0])
        name = self.find_module(path_of(value) or "") if not isinstance(value, Module) else value.name
        source = self.find_source(name) if name is not None else None
        return Where(str(source.path.parent), call) if source is not None else None


def _is_parser(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and (dotted_name(node.func) or "").endswith("ConfigParser")
