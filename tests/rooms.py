"""A contract for import-linter: a file of a room is imported within the room only.

Other rooms import from the room's ``__init__``, which says what others may use.
"""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class RoomsContract(Contract):
    """No module imports a file of a package that it does not stand in.

    The files of `open_packages`, and `open_modules`, may be imported from anywhere.
    """

    open_packages = fields.SetField(subfield=fields.StringField())
    open_modules = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import of the graph."""
        found = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if self.is_inner(graph, importer, imported)
        )
        return ContractCheck(kept=not found, metadata={"found": found})

    def is_inner(self, graph: ImportGraph, importer: str, imported: str) -> bool:
        """Say whether an import reaches into a room from outside."""
        room = imported.rpartition(".")[0]
        is_file = room in graph.modules and not graph.find_children(imported)
        is_open = room in self.open_packages or imported in self.open_modules  # type: ignore[operator]
        return is_file and not is_open and not f"{importer}.".startswith(f"{room}.")

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that is not allowed."""
        for importer, imported in check.metadata["found"]:
            output.print_error(f"{importer} imports {imported}: import from its package")
