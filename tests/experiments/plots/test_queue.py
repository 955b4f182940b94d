"""An easel draws in order, beside other work, and says what cannot be drawn."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pandas
import pytest

from experiments.plots.picture import NothingToDrawError, Picture, drawn
from experiments.plots.queue import PlotQueue


@drawn
def dot(title: str, language: str = "en") -> Picture:
    """A picture of next to nothing."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    figure.subplots().plot([0], [0], "o")
    return Picture(figure, pandas.DataFrame({"x": [0]}), title, "caption", "alt", language)


def nothing() -> Picture:
    raise NothingToDrawError("no rows")


def test_what_is_put_up_is_drawn_in_order_by_one_thread_and_saved_with_what_made_it(tmp_path: Path) -> None:
    order: list[tuple[str, int]] = []

    def drawing(name: str) -> Picture:
        order.append((name, threading.get_ident()))
        return dot(name)

    with PlotQueue() as easel:
        easel.submit({"first": lambda: drawing("first"), "none": nothing})
        easel.submit({"second": lambda: drawing("second")})
        saved, notes = easel.save(tmp_path, {"seeds": [1, 2]})
    assert [name for name, _ in order] == list(saved) == ["first", "second"]
    assert len({thread for _, thread in order} - {threading.get_ident()}) == 1
    assert notes == ["none: no rows"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{name}.{kind}" for name in saved for kind in ("png", "svg", "csv", "json")
    )
    assert json.loads((tmp_path / "second.json").read_text(encoding="utf-8"))["seeds"] == [1, 2]
    assert (tmp_path / "first.png").read_bytes() == dot("first").png()


def test_a_drawing_that_fails_costs_that_picture_alone_and_is_told(tmp_path: Path) -> None:
    with PlotQueue() as queue:
        queue.submit({"wrong": lambda: dot(str(1 // 0)), "right": lambda: dot("right")})
        saved, notes = queue.save(tmp_path, {})
    assert set(saved) == {"right"}
    assert len(notes) == 1
    assert "wrong" in notes[0]
    assert "ZeroDivisionError" in notes[0]
    assert (tmp_path / "right.png").is_file()
    assert not list(tmp_path.glob("wrong.*"))


def test_left_by_an_error_it_draws_nothing_more() -> None:
    begun, go_on, later = threading.Event(), threading.Event(), threading.Event()

    def slow() -> Picture:
        begun.set()
        go_on.wait(10.0)
        return dot("slow")

    def never() -> Picture:
        later.set()
        return dot("never")

    def interrupt() -> None:
        with PlotQueue() as easel:
            easel.submit({"slow": slow, "never": never})
            begun.wait(10.0)
            threading.Timer(0.1, go_on.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert begun.is_set() and not later.is_set()
