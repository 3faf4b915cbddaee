"""The reference is made from the code, and nothing that can be used is left out."""

import re
from pathlib import Path

import click
import pytest
from conftest import IRIS

import server
from graph.cli.group import cli
from graph.ingest import Options, ingest_file
from graph.resources import queries_dir
from graph.saved.queries import SavedQuery, bind, load_all
from graph.settings import Settings
from graph.store import EmbeddedStore, select

DOCS = Path(__file__).parents[1] / "docs"


def commands(group: click.Group, prefix: str = "hamkor") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        found.append((f"{prefix} {name}", command))
        if isinstance(command, click.Group):
            found += commands(command, f"{prefix} {name}")
    return found


def cli_reference() -> str:
    parts = []
    for name, command in commands(cli):
        context = click.Context(
            command, info_name=name, max_content_width=90, terminal_width=90,
            help_option_names=["-h", "--help"],
        )  # fmt: skip
        parts.append(f"## {name}\n\n```text\n{command.get_help(context)}\n```")
    return "\n\n".join(parts)


def settings_reference() -> str:
    rows = [f"| `{name}` | `{default}` | {text} |" for name, default, text in Settings.table()]
    return "\n".join(["| setting | default | what it does |", "| --- | --- | --- |", *rows])


def queries_reference() -> str:
    saved = [q for q in load_all(queries_dir()).values() if isinstance(q, SavedQuery)]
    rows = [
        f"| `{q.name}` | {q.title['en']} | {', '.join(f'`{p.name}`' for p in q.parameters) or '–'} |"
        for q in saved
    ]
    return "\n".join(["| name | question | parameters |", "| --- | --- | --- |", *rows])


def http_reference(store: EmbeddedStore) -> str:
    app = server.create_app(Settings(store="memory:"), store)
    rules = sorted(
        app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))
    )
    rows = []
    for rule in rules:
        told = (app.view_functions[rule.endpoint].__doc__ or "").strip().split("\n")[0]
        verbs = ", ".join(sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}))
        if rule.endpoint != "static":
            rows.append(f"| `{rule.rule}` | {verbs} | {told} |")
    return "\n".join(["| path | methods | what it answers |", "| --- | --- | --- |", *rows])


MADE = {"cli.md": cli_reference, "settings.md": settings_reference, "queries.md": queries_reference}


def made_part(name: str) -> str:
    text = (DOCS / "reference" / name).read_text(encoding="utf-8")
    made = re.search(r"<!-- made -->\n(.*?)\n<!-- /made -->", text, re.DOTALL)
    assert made
    return made.group(1)


def test_the_paths_of_the_docs_are_those_of_the_server(memory: EmbeddedStore) -> None:
    assert made_part("http.md") == http_reference(memory), f"write:\n{http_reference(memory)}"


@pytest.mark.parametrize("name", MADE)
def test_the_reference_is_what_the_code_says(name: str) -> None:
    assert made_part(name) == MADE[name](), f"replace it by:\n{MADE[name]()}"


def test_every_link_of_the_docs_leads_somewhere() -> None:
    root = DOCS.parent
    for path in [*DOCS.rglob("*.md"), *root.glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_minute_of_the_readme_is_true(memory: EmbeddedStore, tmp_path: Path) -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    table = re.search(r"```text\n(Department name.*?)\n```", readme, re.DOTALL)
    command = re.search(r"hamkor query (\S+) --param day=(\S+)", readme)
    assert table and command
    page = tmp_path / "partners.txt"
    page.write_text(table.group(1), encoding="utf-8")
    report = ingest_file(memory, IRIS, page, Options(institution="soil"))
    assert next(iter(report.lines())) in readme
    query = load_all(queries_dir())[command.group(1)]
    assert isinstance(query, SavedQuery)
    for row in select(memory, bind(query, {"day": command.group(2)}, IRIS)):
        name, answer = str(row["name"].value), str(row["inForce"].value)
        assert re.search(rf"{re.escape(name)} +{answer}\n", readme)
