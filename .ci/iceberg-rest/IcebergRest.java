import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Iceberg's REST catalog on loopback: IcebergRest PORT FOLDER S3-ENDPOINT KEY SECRET. What it knows of tables is in the folder, their metadata in S3. */
public class IcebergRest {
    public static void main(String[] arguments) throws Exception {
        Map<String, String> properties = Map.ofEntries(
                Map.entry("uri", "jdbc:sqlite:" + arguments[1] + "/catalog.db"),
                // SQLite has one writer at a time.
                Map.entry("clients", "1"),
                Map.entry("jdbc.schema-version", "V1"),
                // A table needs its namespace, as everywhere else.
                Map.entry("jdbc.strict-mode", "true"),
                Map.entry("warehouse", "s3://warehouse"),
                Map.entry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO"),
                Map.entry("s3.endpoint", arguments[2]),
                Map.entry("s3.path-style-access", "true"),
                Map.entry("s3.access-key-id", arguments[3]),
                Map.entry("s3.secret-access-key", arguments[4]),
                Map.entry("client.region", "us-east-1"));
        JdbcCatalog catalog = new JdbcCatalog();
        catalog.initialize("rest", properties);
        ServletContextHandler handler = new ServletContextHandler();
        handler.addServlet(new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(catalog))), "/*");
        Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])));
        server.setHandler(handler);
        server.start();
        System.out.println("ready");
        server.join();
    }
}
