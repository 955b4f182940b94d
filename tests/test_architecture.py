"""The rules of the house that no other tool holds: who imports whom, what stands where, what never stands at all."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest
import yaml

from model.compilation.cache import NEVER_COMPILED, watched_sources
from model.version import WITHOUT_RULES, rule_sources

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
# What may import what, from the ground up: a room imports its own floor's rooms never, lower floors freely.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("model.views", "model.version", "model.compilation", "model.outcome_definitions"),
    ("model.elementary",),
    ("model.draws", "model.series"),
    ("model.clock",),
    ("model.scenario",),
    ("model.contradictions",),
    ("model.agents",),
    ("model.delivery",),
    ("model",),
    ("experiments.labels", "experiments.statistics"),
    ("experiments.runs",),
    ("experiments.findings",),
    ("experiments.plots",),
    ("experiments.studies",),
    ("experiments.registers", "experiments.reports", "experiments.web"),
    ("experiments.errors",),
    ("experiments.command_line", "experiments.dashboard"),
    ("experiments.benchmarks",),
    ("run", "huajie", "tools"),
)
MAX_FLOORS_OF_EXPERIMENTS = 8
MAY_IMPORT_MESA = ("model/community_model.py", "experiments/benchmarks/", "experiments/dashboard/solara_page.py")
NUMBA_DECORATORS = {"njit", "jit", "vectorize", "guvectorize"}
MAX_LINES = 600
# Called as functions when compiled; what is written into its caller may take the caller's columns one by one.
CALLED_RULES = {"compiled", "rule", "rule_reading_once", "allocating", "allocating_rule", "compiled_reading_once"}
MAX_PARAMETERS = 9


@dataclass(frozen=True)
class Import:
    """One import statement: the full dotted name it reaches for, and where it stands."""

    name: str
    line: int
    for_types_only: bool


def sources(*folders: str) -> list[Path]:
    """The Python files of some folders of the house."""
    return sorted(chain.from_iterable((ROOT / folder).rglob("*.py") for folder in folders))


def house() -> list[Path]:
    """The Python files of the whole house except the tests."""
    return [*sources("model", "experiments", "huajie", "tools"), *ROOT.glob("*.py")]


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> list[Import]:
    """Every import of a file, those inside functions too; `from a import b` counts as a.b."""
    return list(_imports(ast.parse(path.read_bytes()), for_types_only=False))


def _imports(node: ast.AST, for_types_only: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from (Import(alias.name, node.lineno, for_types_only) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        names = (f"{node.module}.{alias.name}" for alias in node.names)
        yield from (Import(name, node.lineno, for_types_only) for name in names)
    elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for child in node.body:
            yield from _imports(child, True)
        for child in node.orelse:
            yield from _imports(child, for_types_only)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _imports(child, for_types_only)


def own_module(name: str, modules: set[str]) -> str | None:
    """The module of the house that an imported name lies in, if it lies in one."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name or None


def floor_of(name: str) -> int:
    """The floor of a module, by the longest room that holds it; a package's own front door imports nothing above."""
    best, found = "", -1
    for floor, rooms in enumerate(FLOORS):
        for room in rooms:
            if (name == room or name.startswith(room + ".")) and len(room) > len(best):
                best, found = room, floor
    return found


def arrows(modules: set[str]) -> Iterator[tuple[str, str, str]]:
    """Every import between two modules of the house, types included: who, whom, where."""
    for path in house():
        for imported in imports(path):
            target = own_module(imported.name, modules)
            if target is not None and target != module_name(path):
                yield module_name(path), target, f"{place(path)}:{imported.line}"


def house_modules() -> set[str]:
    return {module_name(path) for path in house()}


def test_every_module_has_a_floor_and_every_floor_a_module() -> None:
    modules = house_modules()
    doors = {"model", "experiments"}
    assert not [name for name in modules - doors if floor_of(name) < 0]
    rooms = {room for floor in FLOORS for room in floor}
    assert not [room for room in rooms if not any(name == room or name.startswith(room + ".") for name in modules)]


def test_no_process_of_ours_takes_modules_from_the_working_folder() -> None:
    """Without -P, `python -m` and `python -c` look there first: a planted pickle.py would be run."""
    started = {
        f"{place(path)}:{node.lineno}": [each.value for each in node.elts[1:2] if isinstance(each, ast.Constant)]
        for path in sources("model", "experiments", "huajie")
        if "benchmarks" not in path.parts
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.List) and node.elts and ast.unparse(node.elts[0]) == "sys.executable"
    }
    assert len(started) >= 3
    assert [where for where, first in started.items() if first != ["-P"]] == []


def test_imports_run_downwards() -> None:
    doors = {"model", "experiments"}
    wrong = [
        f"{where} imports {whom}"
        for who, whom, where in arrows(house_modules())
        if whom not in doors and who not in doors and floor_of(whom) > floor_of(who)
    ]
    assert not wrong
    assert sum(1 for _ in arrows(house_modules())) > 500


def room_of(name: str) -> str:
    return ".".join(name.split(".")[:2])


def test_experiments_has_few_floors() -> None:
    """The longest chain of rooms that import each other, counted in rooms."""
    graph: dict[str, set[str]] = {}
    for who, whom, _ in arrows(house_modules()):
        if {who.partition(".")[0], whom.partition(".")[0]} == {"experiments"} and room_of(who) != room_of(whom):
            graph.setdefault(room_of(who), set()).add(room_of(whom))
    graph = {room: below - {"experiments"} for room, below in graph.items() if room != "experiments"}
    height: dict[str, int] = {}
    for room in TopologicalSorter(graph).static_order():
        height[room] = 1 + max((height[below] for below in graph.get(room, ())), default=0)
    assert max(height.values()) <= MAX_FLOORS_OF_EXPERIMENTS, height


def test_imports_have_no_circles() -> None:
    """Types included; the second implementation is one subdistrict in ten files whose agents know each other."""
    graph: dict[str, set[str]] = {}
    for who, whom, _ in arrows(house_modules()):
        if not who.startswith("experiments.benchmarks.plain_mesa."):
            graph.setdefault(who, set()).add(whom)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_rooms_say_what_lives_there() -> None:
    """A room's first file says in a few lines what is in it and where to begin."""
    rooms = [
        path for path in sources("model", "experiments") if path.name == "__init__.py" and path.parent.parent != ROOT
    ]
    silent = [place(path) for path in rooms if len(ast.get_docstring(ast.parse(path.read_bytes())) or "") < 60]
    assert len(rooms) > 10
    assert not silent


def test_mesa_is_imported_in_its_room_only() -> None:
    wrong = [
        f"{place(path)}:{imported.line}"
        for path in house()
        if not place(path).startswith(MAY_IMPORT_MESA)
        for imported in imports(path)
        if imported.name.partition(".")[0] == "mesa" and not imported.for_types_only
    ]
    assert not wrong


def test_no_global_figures() -> None:
    wrong = [
        place(path)
        for path in house()
        if any(imported.name.startswith("matplotlib.pyplot") for imported in imports(path))
    ]
    assert not wrong


def called_name(node: ast.expr) -> str:
    """The last word of what is called or named: njit for numba.njit(cache=True)."""
    return ast.unparse(node).partition("(")[0].rpartition(".")[2]


def compiling_decorators() -> set[str]:
    """Numba's decorators and the names the house gives them, as in `rule = njit(cache=True)`."""
    given = {
        target.id
        for path in house()
        for statement in ast.parse(path.read_bytes()).body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
        for target in statement.targets
        if isinstance(target, ast.Name) and called_name(statement.value) in NUMBA_DECORATORS
    }
    return NUMBA_DECORATORS | given


def unannotated(node: ast.AST, compiling: set[str]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions with a parameter or result of no stated type, compiled rules and what stands in them excepted."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            if compiling & {called_name(decorator) for decorator in child.decorator_list}:
                continue
            given = chain(child.args.posonlyargs, child.args.args, child.args.kwonlyargs)
            bare = [each.arg for each in given if each.annotation is None and each.arg not in {"self", "cls"}]
            if bare or child.returns is None:
                yield child
        yield from unannotated(child, compiling)


def reached_by_rules() -> set[str]:
    """The model's modules that compiled rules stand in, and all that these import."""
    compiling = compiling_decorators()
    paths = {module_name(path): path for path in sources("model")}
    todo = [name for name, path in paths.items() if compiling & names_used(ast.parse(path.read_bytes()))]
    reached: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            found = (own_module(each.name, set(paths)) for each in imports(paths[name]) if not each.for_types_only)
            todo.extend(target for target in found if target)
    return reached - {"model"}


def names_used(tree: ast.AST) -> set[str]:
    """What decorates a function or is called: `@rule` and `rule(function)` alike compile."""
    decorators = (each for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for each in node.decorator_list)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {called_name(each) for each in chain(decorators, calls)}


def test_the_compile_cache_watches_all_that_rules_reach() -> None:
    reached = reached_by_rules()
    assert "model.day" in reached
    assert not reached & {f"model.{name.removesuffix('.py').replace('/', '.')}" for name in NEVER_COMPILED}


def test_the_lists_of_files_name_files_that_exist() -> None:
    """A file that moved would be watched by nobody, or for nothing."""
    package = ROOT / "model"
    assert not [name for name in NEVER_COMPILED | WITHOUT_RULES if not (package / name).is_file()]
    assert {place(path) for path in rule_sources()} > {"model/day.py", "model/agents/grid_workers.py"}
    assert {place(path) for path in watched_sources()} > {"model/day.py", "model/agents/grid_workers.py"}
    names = [path.name for path in rule_sources()]
    assert len(names) == len(set(names)), "the version sorts files by name"


def test_all_but_compiled_rules_is_annotated() -> None:
    compiling = compiling_decorators()
    wrong = [
        f"{place(path)}:{function.lineno} {function.name}"
        for path in house()
        for function in unannotated(ast.parse(path.read_bytes()), compiling)
    ]
    assert not wrong


def test_files_are_short() -> None:
    lengths = {
        place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*house(), *sources("tests")]
    }
    assert not {name: lines for name, lines in lengths.items() if lines > MAX_LINES}


def test_no_room_is_called_utils() -> None:
    words = {"utils", "util", "helpers", "misc", "common"}
    assert not [place(path) for path in [*house(), *sources("tests")] if path.stem.lower() in words]


def test_tests_are_no_package() -> None:
    """A tests/model/__init__.py would hide the model itself."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_pyproject_names_every_package() -> None:
    """A wheel holds only what is named; a room left out would work here and nowhere else. The bench stays in the repository."""
    named = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    packages = {module_name(path.parent / "__init__.py") for path in sources("model", "experiments", "huajie")}
    assert {name for name in packages if not name.startswith("experiments.benchmarks")} == named
    assert not [name for name in named if not (ROOT / name.replace(".", "/") / "__init__.py").is_file()]


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Every tracked text file: where it stands and what it says."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    for name in filter(None, listing.stdout.split("\0")):
        path = ROOT / name
        if not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8", errors="replace")


def test_no_registry_and_no_machine_is_named() -> None:
    # Put together here, so that this file names none itself.
    names = (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("deb", "debian", "org"))
    hosts = [re.escape(".".join(words)) for words in names]
    folders = r"(?:^|[^A-Za-z0-9_.])/(?:work|root|farm)/"
    forbidden = re.compile("|".join([*hosts, folders]), re.MULTILINE)
    wrong = [f"{name}: {match.group().strip()}" for name, text in tracked_texts() for match in forbidden.finditer(text)]
    assert not wrong


def test_links_lead_somewhere() -> None:
    """Every relative link of a tracked Markdown file names a file or folder that is there."""
    wrong = [
        f"{name}: {target}"
        for name, text in tracked_texts()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
        if not re.match(r"[a-z]+:", target) and not (ROOT / name).parent.joinpath(target).exists()
    ]
    assert not wrong


def locks() -> list[Path]:
    return sorted((ROOT / "locks").glob("*.lock"))


def pins(lock: Path) -> dict[str, set[str]]:
    """Package → the versions a lock pins (Mesa alone has one for each range of Pythons)."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_every_extra_has_its_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {"core", *project["project"]["optional-dependencies"], *project["dependency-groups"]} - {"build"}
    assert {lock.stem for lock in locks()} == wanted


@pytest.mark.parametrize("lock", locks(), ids=lambda lock: lock.stem)
def test_locks_say_what_not_from_where(lock: Path) -> None:
    text = lock.read_text()
    assert not re.findall(r"https?:|file:|^-|^--", text, re.MULTILINE)
    requirements = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in requirement for requirement in requirements)
    assert len(requirements) >= len(pins(ROOT / "locks" / "core.lock"))


def test_locks_agree() -> None:
    """One version of a package, in every lock and for every Python, so that the bits are the same."""
    versions: dict[str, set[str]] = {}
    for lock in locks():
        for name, pinned in pins(lock).items():
            versions.setdefault(name, set()).update(pinned)
    assert versions["numpy"]
    assert versions["numba"]
    assert len(versions.pop("mesa")) == 2
    assert not {name: found for name, found in versions.items() if len(found) > 1}


def test_citation_and_changelog_name_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == version
    assert {"cff-version", "title", "authors", "message"} <= set(citation)
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text()


def called_rules() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every compiled function of the model that is called as one, and where it stands."""
    for path in sources("model"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef) and CALLED_RULES & {ast.unparse(each) for each in node.decorator_list}:
                yield f"{place(path)}:{node.lineno} {node.name}", node


def test_rules_take_few_parameters() -> None:
    taken = {
        where: len([*rule.args.posonlyargs, *rule.args.args, *rule.args.kwonlyargs]) for where, rule in called_rules()
    }
    assert len(taken) > 150
    used = {ast.unparse(each) for _, rule in called_rules() for each in rule.decorator_list}
    assert used >= CALLED_RULES
    assert {where: number for where, number in taken.items() if number > MAX_PARAMETERS} == {}
