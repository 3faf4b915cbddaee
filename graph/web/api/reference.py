"""`/docs`: the service for programs, as a page; the same as `/openapi.json`, without a script."""

from typing import Any

from flask import Blueprint, Response, render_template

from ..http import current_language, page, the_site
from .openapi import build_description

__all__ = ["blueprint"]

blueprint = Blueprint("reference", __name__)


@blueprint.get("/docs")
def docs() -> Response:
    """Show every operation: what it does, its parameters, what it answers."""
    told = build_description(the_site(), current_language())
    operations = [
        (method.upper(), path, operation, answers(told, operation))
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    ]
    return page(render_template("api/docs.html", told=told, operations=operations))


def answers(told: dict[str, Any], operation: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Return status, words and media types of each answer of an operation."""
    found = []
    for status, answer in operation["responses"].items():
        known = told["components"]["responses"]
        whole = known[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
        found.append((status, whole["description"], [*whole.get("content", ())]))
    return found
