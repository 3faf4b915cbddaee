// Prints a line for each result of a validation: focus node, path, component, apart by tabs.
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;

public class Validate {
    public static void main(String[] names) {
        Graph shapes = RDFDataMgr.loadGraph(names[0]), data = RDFDataMgr.loadGraph(names[1]);
        ShaclValidator.get().validate(Shapes.parse(shapes), data).getEntries().forEach(entry -> {
            String path = entry.resultPath() == null ? "" : entry.resultPath().toString();
            System.out.println(String.join("\t",
                entry.focusNode().toString(), path.replaceAll("[<>]", ""),
                entry.sourceConstraintComponent().getURI()));
        });
    }
}
