import io.trino.plugin.hive.HivePlugin;
import io.trino.server.testing.TestingTrinoServer;
import java.util.Map;

/** Trino with the catalog "hive" over local files, on loopback: TrinoFiles PORT FOLDER, the latter for its metastore. */
public class TrinoFiles {
    public static void main(String[] arguments) throws Exception {
        TestingTrinoServer server = TestingTrinoServer.builder()
                .setProperties(Map.of("http-server.http.port", arguments[0]))
                .build();
        server.installPlugin(new HivePlugin());
        server.createCatalog("hive", "hive", Map.of(
                "hive.metastore", "file",
                "hive.metastore.catalog.dir", "file://" + arguments[1],
                "hive.metastore.user", "test",
                "hive.security", "allow-all"));
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
