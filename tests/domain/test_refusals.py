"""Every refusal is a whole sentence that says what to do next."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain import errors
from bot.domain.errors import AlreadyDone, BadEdit, BadUscc, NotFound, Refusal

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for path in (ROOT / "bot").rglob("*.py") if "sandbox" not in path.parts]
NEXT_STEP = re.compile("请|可以|返回")
SAMPLES = {str: "土木2301", "str": "土木2301", int: 3, "int": 3, bool: True, object: 4}
ABSTRACT = {"Refusal", "BadInput", "BadSheet"}
"""Classes whose callers write the sentence."""
WITH_CASES = {
    BadUscc: [("old",), ("length", 17), ("letters", "O"), ("zeros",), ("check",)],
    BadEdit: [("学历", why, "随便") for why in ("empty", "past", *BadEdit.EXAMPLES)],
}


def classes(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for below in base.__subclasses__():
        if below.__module__.startswith(errors.__name__):
            yield below
            yield from classes(below)


def sentences_of_classes() -> Iterator[str]:
    for each in set(classes()):
        if each.__name__ in ABSTRACT:
            continue
        table: dict[str, str] = getattr(each, "SENTENCES", {})
        yield from table.values()
        if table:
            continue
        if each in WITH_CASES:
            yield from (str(each(*case)) for case in WITH_CASES[each])
        else:
            taken = list(inspect.signature(each).parameters.values()) if "__init__" in vars(each) else []
            yield str(each(**{one.name: SAMPLES[one.annotation] for one in taken}))


def calls(*names: str) -> Iterator[ast.Call]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
                yield node


def sentences_of_callers() -> Iterator[str]:
    for call in calls(*ABSTRACT):
        match call.args[0]:
            case ast.Constant(value=str() as sentence):
                yield sentence
            case ast.JoinedStr(values=parts):
                yield "".join(part.value if isinstance(part, ast.Constant) else "3" for part in parts)  # type: ignore[misc]


SENTENCES = sorted({*sentences_of_classes(), *sentences_of_callers()})


def test_the_sentences_are_found() -> None:
    assert len(SENTENCES) > 150


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_refusal_says_what_to_do_next(sentence: str) -> None:
    assert sentence.endswith("。")
    assert NEXT_STEP.search(sentence)
    assert not re.search("你|他/她|不用重复操作", sentence)


@pytest.mark.parametrize("kind", [NotFound, AlreadyDone])
def test_every_reason_has_its_sentence_and_every_sentence_its_reason(kind: type[NotFound | AlreadyDone]) -> None:
    keys = {call.args[0].value for call in calls(kind.__name__) if isinstance(call.args[0], ast.Constant)}
    assert keys == set(kind.SENTENCES)


def test_a_new_cadre_is_sent_to_the_counsellor_who_appoints_them() -> None:
    assert "班干部请联系辅导员" in str(errors.NotAllowed())


@pytest.mark.parametrize("call", list(calls("NotFound", "AlreadyDone")), ids=ast.unparse)
def test_a_sentence_gets_the_details_it_names(call: ast.Call) -> None:
    kind = {"NotFound": NotFound, "AlreadyDone": AlreadyDone}[call.func.id]  # type: ignore[attr-defined]
    assert isinstance(call.args[0], ast.Constant)
    assert kind.SENTENCES[str(call.args[0].value)].count("{}") == len(call.args) - 1
