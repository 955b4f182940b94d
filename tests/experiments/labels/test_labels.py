"""Every word stands once, in both languages, and nothing that can be shown lacks one."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from pathlib import Path

import numpy as np
import pytest

from experiments import labels
from experiments.findings.world_verdict import how_to_measure, number_name
from experiments.labels import LANGUAGES, PHRASES, LabelError, choice, help_of, label_of, outcome, policy, text, unit_of
from experiments.labels.levers import LEVER_HELP_ZH, STATUSES
from experiments.labels.parameter_names import PARAMETER_NAMES
from experiments.labels.parameters import PARAMETERS_ZH
from experiments.labels.terms import TERMS
from experiments.reports.page import OF_A_REGISTER, OF_THE_CASE
from model.agents.residents import TENURES
from model.contradictions.cases import Channel, Handler, Stage
from model.outcome_definitions import OUTCOMES
from model.scenario import LEVERS, PARAMETERS, PRESETS, Scenario, scenario_folder
from model.scenario.budget import ledger
from model.scenario.parameters import DOMAIN_NAMES
from model.series import Series

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
CHINESE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
# Data, scenarios' own titles and tests may hold Chinese; code outside labels may not.
SPEAKING = ("experiments/labels/",)
FIELD_TERMS = (
    "网格员",
    "矛盾纠纷",
    "排查",
    "化解率",
    "真实化解率",
    "社会组织",
    "居委会",
    "共建共享理事会",
    "一窗多能",
    "购买服务",
    "编外",
    "临聘",
    "信访",
)


def lines_of_the_ledger() -> set[str]:
    scenario = Scenario.load(scenario_folder() / "zhaoshang.toml")
    return {line for name in PRESETS for line in ledger(scenario.preset(name))}


def wanted() -> set[str]:
    """Every key that the model's names make necessary."""
    names = {
        "outcome": OUTCOMES,
        "policy": PRESETS,
        "domain": DOMAIN_NAMES,
        "ledger": lines_of_the_ledger(),
        "series": [each.name.lower() for each in Series],
        "stage": [each.name.lower() for each in Stage],
        "channel": [each.name.lower() for each in Channel],
        "handler": [each.name.lower() for each in Handler],
        "tenure": TENURES,
        "lever": LEVERS,
        "effect": ["triage", "delivery", "interaction"],
        "choice": [word for each in LEVERS.values() for word in each.choices],
        "unit": {each.unit for each in (*LEVERS.values(), *PARAMETERS.values())},
        "status": ["case", "evidence", "assumption"],
    }
    keys = {f"{kind}.{name}" for kind, group in names.items() for name in group}
    keys |= {f"outcome.{name}.{part}" for name in OUTCOMES for part in ("meaning", "unit")}
    keys |= {f"series.{each.name.lower()}.unit" for each in Series}
    return keys | {f"policy.{name}.short" for name in PRESETS}


def test_whatever_the_model_names_has_words() -> None:
    assert not wanted() - set(PHRASES)


def test_every_policy_that_is_compared_has_words() -> None:
    from experiments.studies.comparison import policies

    keys = {f"policy.{name}{end}" for name in policies(with_era=True) for end in ("", ".short")}
    assert not keys - set(PHRASES)


def test_a_key_stands_once() -> None:
    rooms = [
        importlib.import_module(f"experiments.labels.{each.name}") for each in pkgutil.iter_modules(labels.__path__)
    ]
    tables = [
        table
        for room in rooms
        for name, table in vars(room).items()
        if name.isupper() and not name.startswith("_") and isinstance(table, dict)
        if all(isinstance(words, tuple) and len(words) == 2 for words in table.values())
    ]
    keys = [key for table in {id(table): table for table in tables}.values() if table is not STATUSES for key in table]
    assert len(keys) == len(set(keys))
    assert set(PHRASES) <= set(keys)


def test_the_table_of_the_labels_names_the_one_file_of_every_key() -> None:
    table = {
        prefix: name
        for name, prefixes in re.findall(r"^    (\w+) {2,}([a-z_ ]+?)(?: \(.*)?$", labels.__doc__ or "", re.MULTILINE)
        for prefix in prefixes.split()
    }
    modules = [importlib.import_module(f"experiments.labels.{name}") for name in sorted(set(table.values()))]
    held = {
        (key.partition(".")[0], module.__name__.rpartition(".")[2])
        for module in modules
        for words in vars(module).values()
        if isinstance(words, dict)
        for key, phrase in words.items()
        if key in PHRASES and PHRASES[key] is phrase
    }
    assert held == set(table.items())
    assert {prefix for prefix, _ in held} == {key.partition(".")[0] for key in PHRASES}


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_both_languages_say_it_with_the_same_values(key: str) -> None:
    english, chinese = PHRASES[key]
    assert english
    fields = [sorted(name for _, name, _, _ in string.Formatter().parse(words) if name) for words in (english, chinese)]
    assert fields[0] == fields[1]
    assert not CHINESE.search(english)


def test_one_is_told_as_one() -> None:
    told = [text("register.unmapped", "en", count=count, kinds=count, names="x", read="50") for count in (1, 2)]
    assert "1 case of 1 kind " in told[0]
    assert "2 cases of 2 kinds " in told[1]
    assert "1种" in text("register.unmapped", "zh", count=1, kinds=1, names="x", read="50")


def test_published_figures_are_said_to_be_zhaoshangs() -> None:
    """Every page of a place that was not learned from a register carries them, whatever the place."""
    for key in set(OF_THE_CASE) - set(OF_A_REGISTER) - {"counterfactual"}:
        assert "Zhaoshang" in text(f"report.cannot.{key}", "en")
        assert "招商街道" in text(f"report.cannot.{key}", "zh")


def test_chinese_is_chinese() -> None:
    without = {
        key
        for key, (_, chinese) in PHRASES.items()
        if not CHINESE.search(chinese) and re.search("[a-z]{3}", re.sub(r"{\w+}", "", chinese))
    }
    assert not without


def test_every_lever_and_parameter_is_explained_in_chinese() -> None:
    for declared in (*LEVERS.values(), *PARAMETERS.values()):
        for words in (help_of(declared, "zh"), label_of(declared, "zh"), unit_of(declared, "zh")):
            assert CHINESE.search(words) or declared.unit in {"γ"}, declared.path
        assert f"source.{declared.source}" in PHRASES, declared.source
        assert help_of(declared, "en").endswith(declared.help)


JARGON = re.compile(
    r"[=()（）;；:×γ<>]|\d|\b(P|sd|log|Beta|Weibull|Poisson|lognormal|prior|scale|slope|exponent|logit|factor|reward)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_uncertain_number_has_a_short_plain_name_and_a_way_to_measure_it(language: str) -> None:
    """A planner reads it beside what is worth finding out: no formula, no symbol, no statistician's word; each its own."""
    names: dict[str, str] = {}
    for path, declared in (PARAMETERS | LEVERS).items():
        if declared.plausible is None:
            continue
        name = number_name(path, language).removeprefix(text("staff.permanent", language)).removeprefix(
            text("staff.temporary", language)).lstrip(":： ")  # fmt: skip
        assert labels.named(path, language), path
        assert not JARGON.search(name), (path, name)
        assert len(name) <= {"en": 70, "zh": 24}[language], (path, name)
        own = labels.family(path) if path.startswith("domain.") else path
        assert names.setdefault(number_name(path, language), own) == own, (path, name)
        assert text(how_to_measure(path), language)


def test_nothing_is_explained_that_is_not_there() -> None:
    from experiments.labels import family

    assert set(LEVER_HELP_ZH) == set(LEVERS)
    assert set(PARAMETERS_ZH) == {family(path) for path in PARAMETERS}
    assert set(PARAMETER_NAMES) <= {f"parameter.{path}" for path in PARAMETERS_ZH}
    known = set(wanted())
    stale = {key for key in TERMS if key.split(".")[0] in {"domain", "series", "stage", "channel", "handler", "tenure"}}
    assert not stale - known


def test_the_field_speaks_its_own_words() -> None:
    said = "".join(chinese for _, chinese in PHRASES.values()) + "".join(LEVER_HELP_ZH.values())
    assert not [term for term in FIELD_TERMS if term not in said]


def test_no_chinese_stands_outside_the_labels() -> None:
    code = [*(ROOT / "model").rglob("*.py"), *(ROOT / "experiments").rglob("*.py"), ROOT / "run.py"]
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in code
        if path.exists() and not path.relative_to(ROOT).as_posix().startswith(SPEAKING)
        for line, words in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        # A place's title is data, in both languages, and so is its default.
        if re.search("[\u4e00-\u9fff]", words) and "title_zh" not in words
    ]
    assert not wrong


def test_every_key_that_code_asks_for_is_there() -> None:
    """`text("…")` with a plain key; keys put together are covered by what draws and writes with them."""
    asked = {
        (path.name, node.args[0].value)
        for path in (ROOT / "experiments").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text"
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }
    assert len(asked) > 40
    assert not {(name, key) for name, key in asked if key not in PHRASES}


def test_a_wrong_key_names_the_nearest() -> None:
    with pytest.raises(LabelError, match=r"outcome\.true_resolution_rate"):
        text("outcome.true_resolution_rat", "en")


def test_a_wrong_language_names_the_two() -> None:
    with pytest.raises(LabelError, match="en, zh"):
        text("report.verdict", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outcome_with_its_unit(language: str) -> None:
    words = outcome("harm_per_10k", language, with_unit=True)
    assert words.startswith(text("outcome.harm_per_10k", language))
    assert text("outcome.harm_per_10k.unit", language) in words


def test_a_policy_without_words_keeps_its_name() -> None:
    assert policy("mine", "zh") == "mine"


def test_values_in_words() -> None:
    assert (choice(True, "zh"), choice("outsourced", "zh"), choice(0.5, "en"), choice(3, "en")) == (
        "是",
        "购买服务",
        "0.5",
        "3",
    )
    assert [choice(value, "en") for value in (9_100_000.0, 7.2 / 13, 1e-5, 12_345_678, 0.0, -0.25)] == [
        "9,100,000", "0.5538", "0.00001", "12,345,678", "0", "-0.25",
    ]  # fmt: skip
    assert (choice(np.bool_(False), "zh"), choice(np.float64(0.5), "en")) == ("否", "0.5")


# Words that once stood beside the one that now stands alone: lever, policy, reading, regret, learned, free hours, latent.
RETIRED = ("杠杆", "方案", "读法", "解读", "遗憾", "习得", "机动工时", "隐藏的矛盾", "自愈", "世界")


def test_a_thing_bears_one_name_in_chinese() -> None:
    from experiments.labels.errors import MISTAKES
    from experiments.labels.help_texts import HELPS_ZH

    phrases = [
        *((key, zh) for key, (_, zh) in PHRASES.items()),
        *HELPS_ZH.items(),
        *MISTAKES,
        *LEVER_HELP_ZH.items(),
        *PARAMETERS_ZH.items(),
    ]
    assert not [(key, zh) for key, zh in phrases for word in RETIRED if word in zh]
