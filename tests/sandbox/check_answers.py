"""Checks answers against the Bot API as aiogram describes it. It runs in an environment of its own that has aiogram.

It reads ``[[method, result], …]`` as JSON from standard input. It prints one line for each answer that breaks the
schema, lacks a field, or has a field that Telegram does not know.
"""

import json
import sys
from collections.abc import Iterator

from aiogram import methods
from pydantic import BaseModel, TypeAdapter, ValidationError


def unknown_fields(value: object, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}.{name} is not in the Bot API"
        for name in value.model_fields_set & type(value).model_fields.keys():
            yield from unknown_fields(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from unknown_fields(item, f"{path}[{index}]")


def problems(method: str, result: object) -> Iterator[str]:
    promised = getattr(methods, method[0].upper() + method[1:]).__returning__
    try:
        answer = TypeAdapter(promised).validate_python(result)
    except ValidationError as error:
        for detail in error.errors():
            yield f"{method}{detail['loc']}: {detail['msg']}"
    else:
        yield from unknown_fields(answer, method)


for method, result in json.load(sys.stdin):
    for problem in problems(method, result):
        print(problem)
