"""What a write over HTTP answers: done, or, of a trial, what it would do."""

from collections.abc import Callable

from flask import Response, jsonify, request
from pyoxigraph import RdfFormat, serialize

from ...store import Task
from ..http import the_site
from .protocol import prefer

__all__ = ["write_and_answer"]


def write_and_answer(
    task: Task, who: str, *, creates: bool = False, location: str = "",
    before: Callable[[], None] | None = None,
) -> Response:  # fmt: skip
    """Do a task: 201 where it made a graph that `creates` one, else 204, or 200 with a report.

    Where rules that do not hold are reported and not refused (`HAMKOR_SHAPES=report`), the answer
    tells them; its header says how many they are.
    ``Prefer: tx=rollback`` (as PostgREST has it) changes nothing and tells what would change.
    """
    why = request.headers.get("Hamkor-Why", f"{request.method} {request.path}")
    is_trial = "rollback" in prefer("tx")
    done = the_site().store.write(task, who=who, why=why, is_trial=is_trial, before=before)
    if is_trial:
        quads = {"added": done.change.added, "removed": done.change.removed}
        lines = {name: (serialize(found, format=RdfFormat.N_QUADS) or b"").decode()
                 for name, found in quads.items()}  # fmt: skip
        answer = jsonify(**lines, report=list(done.report), version=done.version)
        answer.headers["Preference-Applied"] = "tx=rollback"
        return answer
    is_new = creates and not done.existed
    response = Response(status=201 if is_new else 204)
    if done.report:
        response = jsonify(report=list(done.report), version=done.version)
        response.status_code = 201 if is_new else 200
        response.headers["Hamkor-Report"] = str(len(done.report))
    if is_new and location:
        response.headers["Location"] = location
    return response
