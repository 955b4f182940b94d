"""tools/rule_times.py reads the counter behind every step of a day and changes nothing else."""

from __future__ import annotations

import ast

import pytest

from tools.rule_times import ROOT, STATED_IN, UNTOLD, instrumented


@pytest.mark.parametrize("name", STATED_IN)
def test_only_the_counter_is_added(name: str) -> None:
    source, steps = (ROOT / "model" / name).read_text(encoding="utf-8"), list(UNTOLD)
    counted = ast.parse(instrumented(source, steps))
    calls = [node for node in ast.walk(counted) if isinstance(node, ast.Call) and ast.unparse(node.func) == "spent"]
    assert {int(ast.unparse(call.args[0])) for call in calls} == set(range(1 if name == "day.py" else 2, len(steps)))
    # Without the counter, and with what it keeps put back, the module is the one that it was.
    assert ast.dump(Plain().visit(counted)) == ast.dump(ast.parse(source))


class Plain(ast.NodeTransformer):
    """Takes the counter out again."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse"):
            if isinstance(statements := getattr(node, field, None), list):
                setattr(node, field, self.plain(statements))
        return node

    def plain(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        left: list[ast.stmt] = []
        kept: ast.expr | None = None
        for each in statements:
            words = ast.unparse(each)
            if words.startswith("spent(") or words == "from model.counter import spent":
                continue
            if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "given_back":
                kept = each.value
            elif isinstance(each, ast.If | ast.Return) and kept is not None:
                setattr(each, "test" if isinstance(each, ast.If) else "value", kept)
                left, kept = [*left, each], None
            else:
                left.append(each)
        return left


def test_the_steps_are_those_of_the_day() -> None:
    steps = list(UNTOLD)
    for name in STATED_IN:
        instrumented((ROOT / "model" / name).read_text(encoding="utf-8"), steps)
    assert {
        "patrol",
        "report",
        "requests_come",
        "serve",
        "update_trust_after_closures",
        "raise_grievance",
        "has_room",
    } <= set(steps)
