/** Short names for DuckDB SQL that the translation uses often. */
export const MACROS: readonly string[] = [
  "trino_zoned(t, z) AS (CASE WHEN t IS NULL OR z IS NULL THEN NULL ELSE struct_pack(t := t, z := z) END)",
  "trino_unpack(s) AS (CASE WHEN s IS NULL THEN NULL ELSE struct_pack(t := make_timestamp(CAST(split_part(s, ' ', 1) AS BIGINT)), z := split_part(s, ' ', 2)) END)",
  "trino_shift(z) AS ((CAST(substr(z, 2, 2) AS INTEGER) * 60 + CAST(substr(z, 5, 2) AS INTEGER)) * (CASE WHEN z[1] = '-' THEN -1 ELSE 1 END))",
  "trino_local(v) AS (CASE WHEN (v).z = 'UTC' THEN (v).t WHEN (v).z[1] IN ('+', '-') THEN (v).t + to_minutes(trino_shift((v).z)) ELSE timezone((v).z, timezone('UTC', (v).t)) END)",
  "trino_from_local(t, z) AS (CASE WHEN z IS NULL OR t IS NULL THEN NULL WHEN z = 'UTC' THEN struct_pack(t := t, z := z) ELSE struct_pack(t := make_timestamp(trino_to_instant(epoch_us(t), z)), z := z) END)",
  "trino_epoch_ms(v) AS (epoch_ms((v).t))",
  "trino_round_timestamp(t, unit) AS (make_timestamp(CAST(floor((epoch_us(t) + unit // 2) / CAST(unit AS DOUBLE)) AS BIGINT) * unit))",
  "trino_concat_arrays(a, b) AS (CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_concat(a, b) END)",
  "trino_subscript(a, i) AS (CASE WHEN i = 0 THEN CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'SQL array indices start at 1') AS BIGINT) WHEN i < 0 THEN CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'Array subscript is negative: ' || i) AS BIGINT) WHEN i > len(a) THEN CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'Array subscript must be less than or equal to array length: ' || i || ' > ' || len(a)) AS BIGINT) ELSE i END)",
  "trino_contains(a, x) AS (CASE WHEN a IS NULL OR x IS NULL THEN NULL WHEN list_contains(a, x) THEN TRUE WHEN len(list_filter(a, lambda e: e IS NULL)) > 0 THEN NULL ELSE FALSE END)",
  "trino_element_at(a, i) AS (CASE WHEN i = 0 THEN a[CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'SQL array indices start at 1') AS BIGINT)] ELSE a[i] END)",
  "trino_array_equal(a, b) AS (CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN len(a) <> len(b) THEN FALSE WHEN len(list_filter(list_zip(a, b), lambda p: p[1] <> p[2])) > 0 THEN FALSE WHEN len(list_filter(a, lambda e: e IS NULL)) + len(list_filter(b, lambda e: e IS NULL)) > 0 THEN NULL ELSE TRUE END)",
  "trino_array_extreme(a, e) AS (CASE WHEN len(list_filter(a, lambda x: x IS NULL)) > 0 THEN NULL ELSE e END)",
  "trino_array_distinct(a) AS (list_filter(a, lambda e, i: i = CASE WHEN e IS NULL THEN list_position(list_transform(a, lambda q: q IS NULL), TRUE) ELSE list_position(a, e) END))",
  "trino_slice(a, s, n) AS (CASE WHEN s = 0 THEN a[CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'SQL array indices start at 1') AS BIGINT):] WHEN n < 0 THEN a[CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'length must be greater than or equal to 0') AS BIGINT):] WHEN n = 0 OR s > len(a) OR s < -len(a) THEN a[1:0] WHEN s > 0 THEN a[s:(s + n - 1)] ELSE a[(len(a) + s + 1):(len(a) + s + n)] END)",
  "trino_sequence(a, b, step) AS (CASE WHEN step = 0 OR (step > 0 AND a > b) OR (step < 0 AND a < b) THEN [CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start') AS BIGINT)] WHEN abs(b - a) // abs(step) >= 10000 THEN [CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'result of sequence function must not have more than 10000 entries') AS BIGINT)] ELSE generate_series(a, b, step) END)",
];
