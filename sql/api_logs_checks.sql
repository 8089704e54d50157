-- The checks of the rows of a day, for Athena: each gives one row that says pass, warn or stop.
-- Another day: replace 2025-01-15.

-- rowCount
SELECT
  'api_logs' AS "dataset",
  'rowCount' AS "check",
  CAST(NULL AS varchar) AS "column",
  CASE WHEN "observed" IS NULL THEN 'stop' WHEN "observed" < 1E0 THEN 'stop' ELSE 'pass' END AS "status",
  "observed",
  'stops below 1' AS "threshold",
  'rows: ' || coalesce(CAST(CAST("observed" AS decimal(38, 4)) AS varchar), 'nothing could be measured') || '; stops below 1' AS "message"
FROM (SELECT CAST(count(*) AS double) AS "observed" FROM "api_logs" WHERE "year" = year(DATE '2025-01-15') AND "month" = month(DATE '2025-01-15') AND "day" = day(DATE '2025-01-15') AND "timestamp" >= CAST(DATE '2025-01-15' AS timestamp) AND "timestamp" < CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) AS "measured";

-- rowChange
SELECT
  'api_logs' AS "dataset",
  'rowChange' AS "check",
  CAST(NULL AS varchar) AS "column",
  CASE WHEN "observed" IS NULL THEN 'warn' WHEN "observed" > 2E0 THEN 'warn' WHEN "observed" < 0.5E0 THEN 'warn' ELSE 'pass' END AS "status",
  "observed",
  'warns above 2, warns below 0.5' AS "threshold",
  'rows as a multiple of those of the day before: ' || coalesce(CAST(CAST("observed" AS decimal(38, 4)) AS varchar), 'nothing could be measured') || '; warns above 2, warns below 0.5' AS "message"
FROM (SELECT "now"."observed" / nullif("then"."observed", 0E0) AS "observed" FROM (SELECT CAST(count(*) AS double) AS "observed" FROM "api_logs" WHERE "year" = year(DATE '2025-01-15') AND "month" = month(DATE '2025-01-15') AND "day" = day(DATE '2025-01-15') AND "timestamp" >= CAST(DATE '2025-01-15' AS timestamp) AND "timestamp" < CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) AS "now" CROSS JOIN (SELECT CAST(count(*) AS double) AS "observed" FROM "api_logs" WHERE "year" = year((DATE '2025-01-15' + INTERVAL '-1' DAY)) AND "month" = month((DATE '2025-01-15' + INTERVAL '-1' DAY)) AND "day" = day((DATE '2025-01-15' + INTERVAL '-1' DAY)) AND "timestamp" >= CAST((DATE '2025-01-15' + INTERVAL '-1' DAY) AS timestamp) AND "timestamp" < CAST((DATE '2025-01-15' + INTERVAL '-1' DAY) AS timestamp) + INTERVAL '1' DAY) AS "then") AS "measured";

-- freshness
SELECT
  'api_logs' AS "dataset",
  'freshness' AS "check",
  CAST(NULL AS varchar) AS "column",
  CASE WHEN "observed" IS NULL THEN 'stop' WHEN "observed" > 24E0 THEN 'warn' ELSE 'pass' END AS "status",
  "observed",
  'warns above 24' AS "threshold",
  'hours since the last event: ' || coalesce(CAST(CAST("observed" AS decimal(38, 4)) AS varchar), 'nothing could be measured') || '; warns above 24' AS "message"
FROM (SELECT date_diff('second', CAST(max("timestamp") AS timestamp), CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) / 3600E0 AS "observed" FROM "api_logs" WHERE "year" = year(DATE '2025-01-15') AND "month" = month(DATE '2025-01-15') AND "day" = day(DATE '2025-01-15') AND "timestamp" >= CAST(DATE '2025-01-15' AS timestamp) AND "timestamp" < CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) AS "measured";

-- notNull_timestamp
SELECT
  'api_logs' AS "dataset",
  'notNull_timestamp' AS "check",
  'timestamp' AS "column",
  CASE WHEN "observed" IS NULL THEN 'stop' WHEN "observed" > 0E0 THEN 'stop' ELSE 'pass' END AS "status",
  "observed",
  'stops above 0' AS "threshold",
  'rows without a value in timestamp: ' || coalesce(CAST(CAST("observed" AS decimal(38, 4)) AS varchar), 'nothing could be measured') || '; stops above 0' AS "message"
FROM (SELECT CAST(count(CASE WHEN "timestamp" IS NULL THEN 1 END) AS double) AS "observed" FROM "api_logs" WHERE "year" = year(DATE '2025-01-15') AND "month" = month(DATE '2025-01-15') AND "day" = day(DATE '2025-01-15') AND "timestamp" >= CAST(DATE '2025-01-15' AS timestamp) AND "timestamp" < CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) AS "measured";

-- notNull_endpoint
SELECT
  'api_logs' AS "dataset",
  'notNull_endpoint' AS "check",
  'endpoint' AS "column",
  CASE WHEN "observed" IS NULL THEN 'stop' WHEN "observed" > 0E0 THEN 'stop' ELSE 'pass' END AS "status",
  "observed",
  'stops above 0' AS "threshold",
  'rows without a value in endpoint: ' || coalesce(CAST(CAST("observed" AS decimal(38, 4)) AS varchar), 'nothing could be measured') || '; stops above 0' AS "message"
FROM (SELECT CAST(count(CASE WHEN "endpoint" IS NULL THEN 1 END) AS double) AS "observed" FROM "api_logs" WHERE "year" = year(DATE '2025-01-15') AND "month" = month(DATE '2025-01-15') AND "day" = day(DATE '2025-01-15') AND "timestamp" >= CAST(DATE '2025-01-15' AS timestamp) AND "timestamp" < CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) AS "measured";

-- notNull_status_code
SELECT
  'api_logs' AS "dataset",
  'notNull_status_code' AS "check",
  'status_code' AS "column",
  CASE WHEN "observed" IS NULL THEN 'stop' WHEN "observed" > 0E0 THEN 'stop' ELSE 'pass' END AS "status",
  "observed",
  'stops above 0' AS "threshold",
  'rows without a value in status_code: ' || coalesce(CAST(CAST("observed" AS decimal(38, 4)) AS varchar), 'nothing could be measured') || '; stops above 0' AS "message"
FROM (SELECT CAST(count(CASE WHEN "status_code" IS NULL THEN 1 END) AS double) AS "observed" FROM "api_logs" WHERE "year" = year(DATE '2025-01-15') AND "month" = month(DATE '2025-01-15') AND "day" = day(DATE '2025-01-15') AND "timestamp" >= CAST(DATE '2025-01-15' AS timestamp) AND "timestamp" < CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) AS "measured";

-- range_status_code
SELECT
  'api_logs' AS "dataset",
  'range_status_code' AS "check",
  'status_code' AS "column",
  CASE WHEN "observed" IS NULL THEN 'stop' WHEN "observed" > 0E0 THEN 'stop' ELSE 'pass' END AS "status",
  "observed",
  'stops above 0' AS "threshold",
  'rows with a value of status_code outside of its range: ' || coalesce(CAST(CAST("observed" AS decimal(38, 4)) AS varchar), 'nothing could be measured') || '; stops above 0' AS "message"
FROM (SELECT CAST(count(CASE WHEN "status_code" < 100 OR "status_code" > 599 THEN 1 END) AS double) AS "observed" FROM "api_logs" WHERE "year" = year(DATE '2025-01-15') AND "month" = month(DATE '2025-01-15') AND "day" = day(DATE '2025-01-15') AND "timestamp" >= CAST(DATE '2025-01-15' AS timestamp) AND "timestamp" < CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) AS "measured";

-- range_response_time_ms
SELECT
  'api_logs' AS "dataset",
  'range_response_time_ms' AS "check",
  'response_time_ms' AS "column",
  CASE WHEN "observed" IS NULL THEN 'stop' WHEN "observed" > 0E0 THEN 'stop' ELSE 'pass' END AS "status",
  "observed",
  'stops above 0' AS "threshold",
  'rows with a value of response_time_ms outside of its range: ' || coalesce(CAST(CAST("observed" AS decimal(38, 4)) AS varchar), 'nothing could be measured') || '; stops above 0' AS "message"
FROM (SELECT CAST(count(CASE WHEN "response_time_ms" < 0 THEN 1 END) AS double) AS "observed" FROM "api_logs" WHERE "year" = year(DATE '2025-01-15') AND "month" = month(DATE '2025-01-15') AND "day" = day(DATE '2025-01-15') AND "timestamp" >= CAST(DATE '2025-01-15' AS timestamp) AND "timestamp" < CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) AS "measured";

-- allowedValues_method
SELECT
  'api_logs' AS "dataset",
  'allowedValues_method' AS "check",
  'method' AS "column",
  CASE WHEN "observed" IS NULL THEN 'stop' WHEN "observed" > 0E0 THEN 'stop' ELSE 'pass' END AS "status",
  "observed",
  'stops above 0' AS "threshold",
  'rows with another value of method than those allowed: ' || coalesce(CAST(CAST("observed" AS decimal(38, 4)) AS varchar), 'nothing could be measured') || '; stops above 0' AS "message"
FROM (SELECT CAST(count(CASE WHEN "method" NOT IN ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT') THEN 1 END) AS double) AS "observed" FROM "api_logs" WHERE "year" = year(DATE '2025-01-15') AND "month" = month(DATE '2025-01-15') AND "day" = day(DATE '2025-01-15') AND "timestamp" >= CAST(DATE '2025-01-15' AS timestamp) AND "timestamp" < CAST(DATE '2025-01-15' AS timestamp) + INTERVAL '1' DAY) AS "measured";
