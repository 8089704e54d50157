import io.trino.plugin.memory.MemoryPlugin;
import io.trino.server.testing.TestingTrinoServer;
import java.util.Map;

/** Trino with the catalog "memory", on loopback: TrinoServer PORT. Ends when it is told to. */
public class TrinoServer {
    public static void main(String[] arguments) throws Exception {
        TestingTrinoServer server = TestingTrinoServer.builder()
                .setProperties(Map.of("http-server.http.port", arguments[0]))
                .build();
        server.installPlugin(new MemoryPlugin());
        server.createCatalog("memory", "memory", Map.of("memory.max-data-per-node", "256MB"));
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
