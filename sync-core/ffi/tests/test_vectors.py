"""The vectors of the fold and of formatting by the Python package: what it computes and writes has
to be what `fixtures/vectors/` says, case by case."""

import copy
import json
import unittest
from pathlib import Path

import drokpa

VECTORS = Path(__file__).resolve().parents[3] / "fixtures/vectors"


def read(name: str) -> dict:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def folded(vectors: dict) -> list:
    """The cases whose standing is another."""
    wrong = []
    for case in vectors["cases"]:
        question = {name: case[name] for name in ("cycle", "category", "facts")}
        rules = json.dumps(vectors["rules"][case["rules"]])
        if json.loads(drokpa.fold(rules, json.dumps(question))) != case["standing"]:
            wrong.append(case["what"])
    return wrong


def arguments(call: str, given: list) -> list:
    """A day and a month are text here."""
    if call.startswith("date"):
        return ["{:04}-{:02}-{:02}".format(*given)]
    if call == "month":
        return ["{:04}-{:02}".format(*given)]
    return given


def written(vectors: dict) -> list:
    """The calls that write something else, with the reader."""
    wrong = []
    for call in vectors["calls"]:
        for reader, text in call["texts"].items():
            language, _, digits = reader.partition(", ")
            figures = drokpa.Figures(language, digits == "Tibetan digits")
            write = getattr(figures, call["call"])
            if write(*arguments(call["call"], call["arguments"])) != text:
                wrong.append((call["call"], call["arguments"], reader))
    return wrong


class Vectors(unittest.TestCase):
    def test_every_standing_is_that_of_the_vectors(self) -> None:
        vectors = read("folds.json")
        self.assertGreater(len(vectors["cases"]), 10)
        self.assertEqual(folded(vectors), [])

    def test_a_standing_that_was_changed_by_hand_is_found(self) -> None:
        vectors = read("folds.json")
        for at, case in enumerate(vectors["cases"]):
            changed = copy.deepcopy(vectors)
            changed["cases"][at]["standing"]["total_tenths"] += 1
            self.assertEqual(folded(changed), [case["what"]])

    def test_every_figure_is_written_as_the_vectors_say(self) -> None:
        vectors = read("formatting.json")
        self.assertEqual(len({call["call"] for call in vectors["calls"]}), 11)
        self.assertEqual(written(vectors), [])

    def test_a_figure_that_was_changed_by_hand_is_found(self) -> None:
        vectors = read("formatting.json")
        for at, call in enumerate(vectors["calls"]):
            changed = copy.deepcopy(vectors)
            changed["calls"][at]["texts"]["bo, Tibetan digits"] += "་"
            found = (call["call"], call["arguments"], "bo, Tibetan digits")
            self.assertEqual(written(changed), [found])

    def test_what_does_not_read_is_refused_with_its_code(self) -> None:
        rules = json.dumps(next(iter(read("folds.json")["rules"].values())))
        figures = drokpa.Figures("bo")
        calls = [
            ("rules_invalid", lambda: drokpa.fold("{}", '{"cycle": 2026, "facts": []}')),
            ("table_malformed", lambda: drokpa.fold(rules, "no question")),
            ("date_malformed", lambda: figures.date("2026-02-30")),
            ("date_malformed", lambda: figures.month("2026-13")),
            ("parameter_malformed", lambda: figures.time(24, 0)),
            ("parameter_malformed", lambda: figures.weekday(0)),
        ]
        for code, call in calls:
            with self.assertRaises(drokpa.PhoneError.Refused) as refused:
                call()
            self.assertEqual(refused.exception.code, code)
        with self.assertRaises(ValueError):
            figures.time(256, 0)
