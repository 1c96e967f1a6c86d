import io.nativeipc.python.Connection;
import java.util.List;
import java.util.Map;

/** The child of parent.py: receives a value from Python and answers with another. */
class PipeChild {
    public static void main(String[] args) throws Exception {
        try (Connection parent = Connection.inherited(Integer.parseInt(args[0]))) {
            Map<?, ?> order = (Map<?, ?>) parent.recv();
            parent.send(List.of(order.get("symbol"), ((List<?>) order.get("prices")).size(), 200));
        }
    }
}
