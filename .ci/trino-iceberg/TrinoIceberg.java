import java.util.Map;

/**
 * Trino on loopback, with the catalog "iceberg" over local files: TrinoIceberg PORT FOLDER, the latter for its metastore. With
 * REST S3 KEY SECRET after these it has the catalog "lake" as well, of a REST catalog whose tables are in S3. Its Hive connector is there for catalogs
 * that tests create.
 * By reflection, since the compiler of Java 17 reads no class of a Trino that wants a newer Java.
 */
public class TrinoIceberg {
    public static void main(String[] arguments) throws Exception {
        Class<?> testing = Class.forName("io.trino.server.testing.TestingTrinoServer");
        Object builder = testing.getMethod("builder").invoke(null);
        builder = call(builder, "setProperties", Map.class, Map.of("http-server.http.port", arguments[0]));
        Object server = builder.getClass().getMethod("build").invoke(builder);
        Class<?> plugin = Class.forName("io.trino.spi.Plugin");
        call(server, "installPlugin", plugin, Class.forName("io.trino.plugin.iceberg.IcebergPlugin").getConstructor().newInstance());
        call(server, "installPlugin", plugin, Class.forName("io.trino.plugin.hive.HivePlugin").getConstructor().newInstance());
        createCatalog(server, "iceberg", Map.of(
                "iceberg.catalog.type", "TESTING_FILE_METASTORE",
                "hive.metastore.catalog.dir", "local://" + arguments[1],
                "iceberg.register-table-procedure.enabled", "true",
                "fs.native-local.enabled", "true",
                "local.location", "/"));
        if (arguments.length > 2) {
            createCatalog(server, "lake", Map.of(
                    "iceberg.catalog.type", "rest",
                    "iceberg.rest-catalog.uri", arguments[2],
                    "fs.native-s3.enabled", "true",
                    "s3.endpoint", arguments[3],
                    "s3.region", "us-east-1",
                    "s3.path-style-access", "true",
                    "s3.aws-access-key", arguments[4],
                    "s3.aws-secret-key", arguments[5]));
        }
        System.out.println("ready");
        Thread.currentThread().join();
    }

    private static void createCatalog(Object server, String name, Map<String, String> properties) throws Exception {
        server.getClass().getMethod("createCatalog", String.class, String.class, Map.class).invoke(server, name, "iceberg", properties);
    }

    private static Object call(Object target, String name, Class<?> parameter, Object argument) throws Exception {
        return target.getClass().getMethod(name, parameter).invoke(target, argument);
    }
}
