"""Small expressions that users write: arithmetic, comparisons and named functions, nothing else.

They are parsed as Python and only a list of node types is let through, so an expression can
neither call what is not offered nor reach anything but the names that it is given. Names with
hyphens, as paths of parts have, stand in braces: ``{package.schemes.linear-bonus.slope}``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.support.inputs import InputError, clipped, shown

Functions = Mapping[str, Callable[..., Any]]

MOST_CHARACTERS = 1_000
MATH: Functions = {
    "abs": np.abs, "exp": np.exp, "log": np.log, "sqrt": np.sqrt,
    "minimum": np.minimum, "maximum": np.maximum,
}  # fmt: skip
"""Functions of numbers that are always there."""

_BINARY: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.true_divide,
    ast.Pow: np.power, ast.Mod: np.mod,
}  # fmt: skip
_COMPARE: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal,
    ast.Eq: np.equal, ast.NotEq: np.not_equal,
}  # fmt: skip
_BRACED = re.compile(r"\{([^{}]*)\}")


class Expression:
    """A parsed expression.

    Args:
        text: As it was written.
        functions: What may be called besides ``MATH``.

    Raises:
        InputError: If it is none; the sentence says where.
    """

    def __init__(self, text: str, functions: Functions | None = None) -> None:
        self.text = text
        self.functions = {**MATH, **(functions or {})}
        self._braced: dict[str, str] = {}
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"is {shown(text)}; expected an expression, as in a + b <= 1")
        if len(text) > MOST_CHARACTERS:
            raise InputError(f"is longer than {MOST_CHARACTERS} characters; expected a short one")
        try:
            self._root = ast.parse(_BRACED.sub(self._brace, text).strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise InputError(
                f"is {clipped(text)!r}; expected an expression, as in a + b <= 1"
            ) from None
        for node in ast.walk(self._root):
            self._refuse(node)

    @property
    def names(self) -> set[str]:
        """Dotted names that it reads."""
        return set(self._names(self._root))

    @property
    def compares(self) -> bool:
        """Whether it is true or false."""
        return isinstance(self._root, ast.Compare | ast.BoolOp) or (
            isinstance(self._root, ast.UnaryOp) and isinstance(self._root.op, ast.Not)
        )

    def evaluate(self, read: Callable[[str], Any]) -> Any:
        """Its value.

        Args:
            read: Gives the value of a dotted name: a number, text, or an array of them.

        Raises:
            InputError: If values do not go together.
        """
        try:
            with np.errstate(all="ignore"):
                return self._value(self._root, read)
        except (TypeError, ValueError, np.exceptions.DTypePromotionError) as error:
            raise InputError(f"{clipped(self.text)!r} cannot be computed ({error})") from None

    def _brace(self, match: re.Match[str]) -> str:
        name = f"braced_{len(self._braced)}_"
        self._braced[name] = match[1].strip()
        return name

    def _refuse(self, node: ast.AST) -> None:
        allowed = (
            ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Call, ast.Name, ast.Attribute,
            ast.Constant, ast.Load, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
        )  # fmt: skip
        what = type(node).__name__
        if not isinstance(node, allowed):
            raise InputError(
                f"has {what} in {clipped(self.text)!r}; expected arithmetic, "
                "comparisons and " + ", ".join(sorted(self.functions))
            )
        if isinstance(node, ast.operator) and type(node) not in _BINARY:
            raise InputError(f"has {what} in {clipped(self.text)!r}; expected + - * / % or **")
        if isinstance(node, ast.cmpop) and type(node) not in _COMPARE:
            raise InputError(f"has {what} in {clipped(self.text)!r}; expected < <= > >= == or !=")
        if isinstance(node, ast.unaryop) and isinstance(node, ast.Invert):
            raise InputError(f"has ~ in {clipped(self.text)!r}; expected not")
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool | int | float | str):
            raise InputError(f"has {node.value!r} in {clipped(self.text)!r}; expected a number")
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            if called not in self.functions or node.keywords:
                raise InputError(
                    f"calls {clipped(ast.unparse(node.func))} in {clipped(self.text)!r}; expected "
                    + ", ".join(sorted(self.functions))
                )

    def _dotted(self, node: ast.AST) -> str:
        if isinstance(node, ast.Name):
            return self._braced.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            return f"{self._dotted(node.value)}.{node.attr}"
        raise InputError(f"has a dot after no name in {clipped(self.text)!r}; expected a path")

    def _names(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Name | ast.Attribute):
            yield self._dotted(node)
            return
        children = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
        for child in children:
            yield from self._names(child)

    def _value(self, node: ast.AST, read: Callable[[str], Any]) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name | ast.Attribute):
            return read(self._dotted(node))
        if isinstance(node, ast.BinOp):
            return _BINARY[type(node.op)](
                self._value(node.left, read), self._value(node.right, read)
            )
        if isinstance(node, ast.UnaryOp):
            inner = self._value(node.operand, read)
            if isinstance(node.op, ast.Not):
                return np.logical_not(inner)
            return np.negative(inner) if isinstance(node.op, ast.USub) else inner
        if isinstance(node, ast.BoolOp):
            combine = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
            found = self._value(node.values[0], read)
            for other in node.values[1:]:
                found = combine(found, self._value(other, read))
            return found
        if isinstance(node, ast.Compare):
            found = True
            left = self._value(node.left, read)
            for operator, other in zip(node.ops, node.comparators, strict=True):
                right = self._value(other, read)
                found = np.logical_and(found, _COMPARE[type(operator)](left, right))
                left = right
            return found
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        return self.functions[node.func.id](*(self._value(one, read) for one in node.args))
