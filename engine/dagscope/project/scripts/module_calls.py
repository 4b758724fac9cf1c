"""Modules that calls in a script import by name, find by path or make: `import_module`, `ModuleType` and the like.
It imports none of them.
"""

from __future__ import annotations

import ast

from dagscope.project.expressions import dotted_name, text_or_none
from dagscope.project.made_modules import functions_as_text
from dagscope.project.scripts.later_calls import LaterCallReader
from dagscope.project.scripts.values import Choice, Expression, Function, Made, Module, Value, items_of

_MAKES_MODULE = ("temporary_module", "module_from_source", "create_module")
_IMPORTS = ("import_module", "__import__")
_FINDS = ("resolve_name", "import_string", "get_object", "get_class", "locate", "import_from_string", "load_object")


class ModuleCallReader(LaterCallReader):
    """Evaluates calls that give modules."""

    __slots__ = ()

    def module_call(self, name: str, call: ast.Call) -> Value | None:
        """Return the module that a call gives; None for other calls."""
        if name in _IMPORTS and call.args:
            return self._from_hub(call) or self._import_call(call)
        if name in _FINDS and len(call.args) == 1:
            return self._found_by_path(call)
        if name.endswith(_MAKES_MODULE):
            return self._made(name, call)
        if name == "ModuleType" and call.args:
            return self._empty_module(call)
        if name in ("setattr", "exec") and len(call.args) > 1:
            return self._filled(name, call)
        return None

    def _from_hub(self, call: ast.Call) -> Value | None:
        """Return the call as it is where it takes a dataflow from Hamilton's hub, which it downloads."""
        owner = self.evaluate(call.func.value) if isinstance(call.func, ast.Attribute) else None
        if not (isinstance(owner, Module) and owner.name.endswith(".dataflows")):
            return None
        name = (text_or_none(call.args[0]) or "a dataflow")[:80]
        text = f"takes {name} from the hub of dataflows, which is not read; give it as a file"
        self.found.remarks.append((text, call.lineno))
        return Expression(call)

    def _import_call(self, call: ast.Call) -> Value:
        given = self.evaluate(call.args[0])
        if isinstance(given, Choice):
            nodes = [(label, value.node) for label, value in given.options if isinstance(value, Expression)]
            return Choice(tuple((label, self.imported(self.constant(node), call)) for label, node in nodes), call)
        name = self.constant(call.args[0])
        if isinstance(name, str) and name.startswith("."):
            package = next((k.value for k in call.keywords if k.arg == "package"), None)
            anchor = package if package is not None else call.args[1] if len(call.args) > 1 else None
            stem = self.constant(anchor) if anchor is not None else None
            name = f"{stem}{name}" if isinstance(stem, str) and not name.startswith("..") else None
        return self.imported(name, call)

    def _empty_module(self, call: ast.Call) -> Value:
        """Return a module made by hand; what is put into it comes later."""
        name = self.constant(call.args[0])
        if not isinstance(name, str) or not name.isidentifier():
            return Expression(call)
        self.found.made[name] = Made(name, "")
        return Module(name)

    def _filled(self, called: str, call: ast.Call) -> Value:
        """Note what `setattr(module, "f", f)` and `exec(text, module.__dict__)` put into a module made by hand."""
        place = call.args[0] if called == "setattr" else call.args[1]
        is_dict = isinstance(place, ast.Attribute) and place.attr == "__dict__"
        owner = self.evaluate(place.value if isinstance(place, ast.Attribute) and is_dict else place)
        made = self.found.made.get(owner.name) if isinstance(owner, Module) else None
        if called == "setattr" and len(call.args) == 3:
            self.put_into(owner, self.evaluate(call.args[2]))
        elif made is not None:
            source = call.args[0]
            is_compiled = isinstance(source, ast.Call) and dotted_name(source.func) == "compile" and source.args
            text = self.constant(source.args[0] if isinstance(source, ast.Call) and is_compiled else source)
            if isinstance(text, str):
                self.found.made[made.name] = Made(made.name, text)
        return Expression(call)

    def put_into(self, owner: Value | None, value: Value) -> None:
        made = self.found.made.get(owner.name) if isinstance(owner, Module) else None
        if made is not None and isinstance(value, Function) and value.home == (self.own_module or ""):
            functions = tuple(dict.fromkeys((*made.functions, value.node.name)))
            self.found.made[made.name] = Made(made.name, functions_as_text(self.source), functions)

    def _found_by_path(self, call: ast.Call) -> Value | None:
        """Return what `resolve_name("package.module:name")` gives."""
        text = self.constant(call.args[0])
        if not isinstance(text, str):
            return None
        module, _, name = text.replace(":", ".").rpartition(".")
        known = self.find_module(text.replace(":", "."))
        owner = self.find_module(module) if known is None and module else None
        if known is not None:
            return Module(known)
        return self.part(Module(owner), name) if owner is not None else None

    def _made(self, called: str, call: ast.Call) -> Value:
        """Return a module made of functions, or of a text."""
        argument = next((k.value for k in call.keywords if k.arg == "module_name"), None)
        if not called.endswith("temporary_module"):
            text = self.constant(call.args[0]) if call.args else None
            argument = argument if argument is not None else call.args[1] if len(call.args) > 1 else None
            functions: tuple[str, ...] = ()
        else:
            values = [value for each in call.args for value in self._argument_values(each)]
            nodes = [value.node for value in values if isinstance(value, Function)]
            functions = tuple(node.name for node in nodes)
            text = functions_as_text(self.source) if nodes and len(nodes) == len(values) else None
        if not isinstance(text, str):
            return Expression(call)
        given = self.constant(argument) if argument is not None else None
        name = given if isinstance(given, str) and given.isidentifier() else f"temporary_module_{call.lineno}"
        self.found.made[name] = Made(name, text, functions)
        return Module(name)

    def _argument_values(self, argument: ast.expr) -> list[Value]:
        if isinstance(argument, ast.Starred):
            items = items_of(self.evaluate(argument.value))
            return list(items) if items is not None else [Expression(argument)]
        return [self.evaluate(argument)]
