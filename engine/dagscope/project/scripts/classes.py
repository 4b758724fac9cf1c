"""What a class of a script says without its methods being run: its base, its fields, the members of an enumeration.
It follows no statement itself.
"""

from __future__ import annotations

import ast

from dagscope.project.expressions import dotted_name

_WITH_FIELDS = ("dataclass", "define", "frozen", "mutable", "attrs", "s")
_BASES_WITH_FIELDS = ("BaseModel", "BaseSettings", "NamedTuple", "Struct")
_ENUMERATIONS = ("Enum", "StrEnum", "IntEnum", "Flag")
_FIELD = ("field", "Field", "attrib", "ib")

Fields = list[tuple[str, ast.expr | None]]


def method_key(class_: str, method: str) -> str:
    """Return the name a class's own method goes by, whatever other classes call theirs."""
    return f"self.:{class_}.{method}"


def members_key(class_: str) -> str:
    """Return the name under which the members of an enumeration are kept."""
    return f"self.:{class_}="


def base_key(class_: str) -> str:
    """Return the name under which a class's base is kept."""
    return f"self.:{class_}^"


def is_enumeration(statement: ast.ClassDef) -> bool:
    return any(_last(base) in _ENUMERATIONS for base in statement.bases)


def _last(expression: ast.expr) -> str:
    return (dotted_name(expression) or "").rpartition(".")[2]


def has_fields(statement: ast.ClassDef) -> bool:
    """Return whether the class's fields are what it is made with."""
    made = [item.func if isinstance(item, ast.Call) else item for item in statement.decorator_list]
    return any(_last(item) in _WITH_FIELDS for item in made) or any(
        _last(base) in _BASES_WITH_FIELDS for base in statement.bases
    )


def fields_of(statement: ast.ClassDef) -> Fields:
    """Return the annotated fields with what they are where nothing is given."""
    found: Fields = []
    for item in statement.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            found.append((item.target.id, _default(item.value)))
    return found


def _default(value: ast.expr | None) -> ast.expr | None:
    if not (isinstance(value, ast.Call) and _last(value.func) in _FIELD):
        return value
    keywords = {keyword.arg: keyword.value for keyword in value.keywords}
    factory = keywords.get("default_factory", keywords.get("factory"))
    if isinstance(factory, ast.Lambda):
        return factory.body
    if _last(factory) == "list" if factory is not None else False:
        return ast.List([], ast.Load())
    return keywords.get("default", value.args[0] if value.args else None)


def made_init(statement: ast.ClassDef, fields: Fields) -> ast.FunctionDef:
    """Return the `__init__` that a class with fields has without being written."""
    positional = [ast.arg("self"), *(ast.arg(name) for name, _ in fields)]
    first = next((number for number, (_, default) in enumerate(fields) if default is not None), len(fields))
    defaults = [default if default is not None else ast.Constant(...) for _, default in fields[first:]]
    body: list[ast.stmt] = [
        ast.Assign([ast.Attribute(ast.Name("self", ast.Load()), name, ast.Store())], ast.Name(name, ast.Load()))
        for name, _ in fields
    ]
    if any(isinstance(item, ast.FunctionDef) and item.name == "__post_init__" for item in statement.body):
        called = ast.Attribute(ast.Name("self", ast.Load()), "__post_init__", ast.Load())
        body.append(ast.Expr(ast.Call(called, [], [])))
    arguments = ast.arguments([], positional, None, [], [], None, defaults)
    made = ast.FunctionDef("__init__", arguments, body or [ast.Pass()], [])
    return ast.fix_missing_locations(ast.copy_location(made, statement))
