"""What is compiled into a kernel: a digest of its own source and of all that it can see.

Numba looks at the file of a kernel only, not at functions and constants of other files that are
compiled into it. Here names are followed from a kernel to every definition that they lead to. What
cannot be followed counts as a whole: a digest may change in vain, but does not miss a change.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

WHOLE = "*"
"""Stands for every name of a module."""

_Symbol = tuple[str, str]  # a module and a name in it
_Definition = tuple[str, int]  # a module and the place of a top-level statement in it


def kernel_digests(folders: Sequence[Path]) -> tuple[dict[str, str], str]:
    """What each kernel in some packages was made of; their ``folders`` lie side by side.

    Files are parsed only if one of them has changed since. Compiled code that was made of
    something else is then deleted.

    Returns:
        A digest per decorated function, by ``module:function``, and one of all files together.
        If nothing can be written, the latter only: parsing every time would take too long.
    """
    root = folders[0].parent
    stamp = folders[0] / "__pycache__" / "kernels.json"
    with suppress(OSError, ValueError, KeyError):
        stored = json.loads(stamp.read_text())
        if stored["sources"] == _digest_of(folders, [root / one for one in stored["others"]]):
            return stored["kernels"], stored["sources"]
    if not all(os.access(path.parent, os.W_OK) for path in _files(folders)):
        return {}, _digest_of(folders)
    sources = _Sources(root)
    kernels = sources.kernels(folders)
    others = sorted(sources.read.keys() - set(_files(folders)))
    whole = _digest_of(folders, others, sources.read.__getitem__)
    with suppress(OSError):
        _keep_only(kernels.values(), folders)
        stamp.parent.mkdir(exist_ok=True)
        found = {
            "sources": whole,
            "others": [path.relative_to(root).as_posix() for path in others],
            "kernels": kernels,
        }
        draft = stamp.with_name(f"{stamp.name}.{os.getpid()}")
        draft.write_text(json.dumps(found))
        draft.replace(stamp)
    return kernels, whole


def source_digest(root: Path, symbols: Iterable[tuple[str, str]], packages: Collection[str]) -> str:
    """What functions and classes are made of: their own source, and all that it leads to.

    Results of theirs that are kept are good while this stays; comments and types do not count.

    Args:
        root: Where packages lie side by side.
        symbols: Modules, and names in them.
        packages: Those that are followed; for others, their version has to do.
    """
    return _OwnSources(root, packages).digest(symbols)


def short(digest: str) -> str:
    """What the names of compiled files have of a digest."""
    return digest[:16]


def _files(folders: Iterable[Path]) -> list[Path]:
    """All Python files of some packages, in order."""
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


def _keep_only(digests: Iterable[str], folders: Iterable[Path]) -> None:
    current = {short(digest) for digest in digests}
    for folder in folders:
        for compiled in folder.rglob("__pycache__/*.nb[ic]"):
            if compiled.name.rpartition("-")[2].partition(".")[0] not in current:
                compiled.unlink(missing_ok=True)


def _digest_of(
    folders: Sequence[Path],
    others: Iterable[Path] = (),
    read: Callable[[Path], bytes] = Path.read_bytes,
) -> str:
    """Digest of the bytes of all files of some packages and of some others."""
    root = next(iter(folders)).parent
    digest = hashlib.sha256()
    for path in [*_files(folders), *others]:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(read(path))
    return digest.hexdigest()


class _Module:
    """A parsed file: what binds each of its names, and what each statement mentions.

    Attributes:
        bound: Places of the statements that give a name its value.
        imports: Where a name is imported from.
        hidden: What is imported without a name.
        digests: Per statement, of what it says without comments, docstrings and types.
        names: Per statement, the names in it.
        fields: Per statement, the attributes in it, also those written as strings, if it is a
            decorated function: only those are compiled.
    """

    def __init__(self, name: str, package: bool, source: bytes) -> None:
        tree = ast.parse(source)
        _drop_prose(tree)
        self.name = name
        self.statements = tree.body
        self.bound: dict[str, list[int]] = {WHOLE: list(range(len(tree.body)))}
        self.imports: dict[str, list[_Symbol]] = {WHOLE: []}
        self.hidden: list[_Symbol] = []
        self.digests: list[bytes] = []
        self.names: list[set[str]] = []
        self.fields: list[set[str]] = []
        for place, statement in enumerate(tree.body):
            nodes = list(ast.walk(statement))
            for bound in _bound(statement, nodes):
                self.bound.setdefault(bound, []).append(place)
            for bound, target in _imported(nodes, name if package else name.rpartition(".")[0]):
                self.imports.setdefault(bound, []).append(target)
                if bound == WHOLE:
                    self.hidden.append(target)
                else:
                    self.imports[WHOLE].append(target)
            self.digests.append(hashlib.sha256(ast.dump(statement).encode()).digest())
            self.names.append(_names(nodes))
            self.fields.append(_fields_read(nodes) if _is_decorated(statement) else set())

    def binds(self, name: str) -> bool:
        return name in self.bound or name in self.imports


class _Sources:
    """The files of a tree of packages, parsed when they are reached.

    Attributes:
        read: What was read, by path.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._modules: dict[str, _Module | None] = {}
        self.read: dict[Path, bytes] = {}

    def kernels(self, folders: Iterable[Path]) -> dict[str, str]:
        """The digest of each decorated function in some packages, by ``module:function``."""
        places = [path.relative_to(self._root).with_suffix("") for path in _files(folders)]
        names = [".".join(place.parts).removesuffix(".__init__") for place in places]
        decorated = [
            (name, statement.name)
            for name in sorted(names)
            if (module := self._module(name)) is not None
            for statement in module.statements
            if isinstance(statement, ast.FunctionDef) and _is_decorated(statement)
        ]
        found = {symbol: self._reach(*symbol) for symbol in decorated}
        tables = self._tables()
        return {
            f"{module}:{name}": self._digest(definitions, tables)
            for (module, name), definitions in found.items()
        }

    def _module(self, name: str) -> _Module | None:
        """The module of that name, or nothing if it does not lie in the tree."""
        if name not in self._modules:
            self._modules[name] = None
            place = self._root.joinpath(*name.split("."))
            for path in (place / "__init__.py", place.with_suffix(".py")):
                if name and path.is_file():
                    self.read[path] = path.read_bytes()
                    package = path.stem == "__init__"
                    self._modules[name] = _Module(name, package, self.read[path])
                    break
        return self._modules[name]

    def _reach(self, module: str, name: str) -> set[_Definition]:
        """All definitions that a name leads to."""
        found: set[_Definition] = set()
        seen: set[_Symbol] = set()
        waiting = [(module, name)]
        while waiting:
            symbol = waiting.pop()
            home = self._module(symbol[0])
            if symbol in seen or home is None:
                continue
            seen.add(symbol)
            waiting += [self._origin(*target) for target in home.imports.get(symbol[1], [])]
            if not home.binds(symbol[1]):  # built in, or hidden behind an asterisk
                waiting += home.hidden
            for place in home.bound.get(symbol[1], []):
                found.add((home.name, place))
                waiting += [(home.name, read) for read in home.names[place]]
        return found

    def _origin(self, module: str, name: str) -> _Symbol:
        """What an import means: a name, a submodule, or something that only running tells."""
        home = self._module(module)
        if home is not None and home.binds(name):
            return module, name
        submodule = f"{module}.{name}"
        return (module if self._module(submodule) is None else submodule), WHOLE

    def _tables(self) -> dict[_Definition, set[str] | None]:
        """All named tuples that were met, and their fields unless only running tells.

        Kernels know the places of the fields without importing the class.
        """
        return {
            (module.name, place): _fields_of(statement)
            for module in self._modules.values()
            if module is not None
            for place, statement in enumerate(module.statements)
            if _may_be_table(statement)
        }

    def _parsed(self, name: str) -> _Module:
        module = self._module(name)
        assert module is not None
        return module

    def _digest(
        self, definitions: set[_Definition], tables: dict[_Definition, set[str] | None]
    ) -> str:
        """Digest of some definitions, and of all tables whose fields they may mean."""
        home = {one: self._parsed(one[0]) for one in definitions | set(tables)}
        read = set().union(*(home[one].fields[one[1]] for one in definitions))
        shapes = {one for one, fields in tables.items() if fields is None or fields & read}
        digest = hashlib.sha256()
        for one in sorted(definitions | shapes):
            digest.update(one[0].encode() + home[one].digests[one[1]])
        return digest.hexdigest()


class _OwnSources(_Sources):
    """The files of some packages of a tree."""

    def __init__(self, root: Path, packages: Collection[str]) -> None:
        super().__init__(root)
        self._packages = packages

    def digest(self, symbols: Iterable[_Symbol]) -> str:
        """The digest of functions and classes together."""
        found = {one for symbol in symbols for one in self._reach(*symbol)}
        return self._digest(found, self._tables())

    def _module(self, name: str) -> _Module | None:
        return super()._module(name) if name.partition(".")[0] in self._packages else None


def _drop_prose(tree: ast.Module) -> None:
    """Take out what is never compiled: docstrings, types of arguments and results, words in types.

    Of a field, the words that are declared with its type say what it means, and nothing compiles
    them.
    """
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [one for one in body if not _is_docstring(one)]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            for word in ast.walk(node.annotation):
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    word.value = ""


def _is_docstring(statement: ast.stmt) -> bool:
    constant = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(constant, ast.Constant) and isinstance(constant.value, str)


def _is_decorated(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef) and bool(statement.decorator_list)


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def _fields_read(nodes: Sequence[ast.AST]) -> set[str]:
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return attributes | {one for one in constants if isinstance(one, str)}


def _bound(statement: ast.stmt, nodes: Sequence[ast.AST]) -> set[str]:
    """The names whose value a top-level statement may change."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        distant = [name for node in nodes if isinstance(node, ast.Global) for name in node.names]
        return {statement.name, *distant}
    loops = [node.target for node in nodes if isinstance(node, ast.comprehension)]
    passing = {id(node) for target in loops for node in ast.walk(target)}
    bound: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.Expr) or (_is_target(node) and id(node) not in passing):
            bound |= _names(ast.walk(node))  # a call may change what it is given
    return bound


def _is_target(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)


def _imported(nodes: Iterable[ast.AST], package: str) -> Iterator[tuple[str, _Symbol]]:
    """What imports bind, and to which name of which module."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], (alias.name, WHOLE)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")
            home = above[: len(above) - node.level + 1] if node.level else []
            module = ".".join([*home, *([node.module] if node.module else [])])
            for alias in node.names:
                yield alias.asname or alias.name, (module, alias.name)


def _may_be_table(statement: ast.stmt) -> bool:
    mentioned = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(statement)}
    return not mentioned.isdisjoint({"NamedTuple", "namedtuple"})


def _fields_of(statement: ast.stmt) -> set[str] | None:
    """Names of the fields of a class, or nothing if it is none."""
    if not isinstance(statement, ast.ClassDef):
        return None
    targets = [one.target for one in statement.body if isinstance(one, ast.AnnAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}
