-- Arrays, maps and rows: made, taken apart, searched, compared, cast to JSON and back; the answers are those of Trino 435.
select ARRAY[1, 2, NULL], ARRAY[], ARRAY[ARRAY[1], NULL, ARRAY[]]
select MAP(ARRAY['a','b'], ARRAY[1, NULL]), MAP()
select ROW(1, 'x', NULL), ROW(1), CAST(ROW(1, 'x') AS ROW(a integer, b varchar))
select CAST(ROW(1, ROW(2, 'y')) AS ROW(a integer, b ROW(c bigint, d varchar))).b.d
select x.a.b from (values CAST(ROW(ROW(5)) AS ROW(a ROW(b integer)))) t(x)
select x.b.c from (select CAST(ROW(1, ROW(2)) AS ROW(a integer, b ROW(c bigint))) x)
select t.x.b.c from (select CAST(ROW(1, ROW(2)) AS ROW(a integer, b ROW(c bigint))) x) t
select x.a from (select CAST(NULL AS ROW(a integer)) x)
select x.nope from (select CAST(ROW(1) AS ROW(a integer)) x)
select x.A, x."A" from (select CAST(ROW(1) AS ROW(a integer)) x)
select x[1], x[2] from (select ROW(1, 'b') x)
select m['k'] from (values MAP(ARRAY['k'], ARRAY[1])) t(m)
select m['z'] from (values MAP(ARRAY['k'], ARRAY[1])) t(m)
select element_at(m, 'z'), element_at(m, 'k') from (values MAP(ARRAY['k'], ARRAY[1])) t(m)
select element_at(ARRAY[1,2,3], 5), element_at(ARRAY[1,2,3], -1)
select element_at(ARRAY[1,2,3], 0)
select ARRAY[1,2,3][4]
select ARRAY[1,2,3][0]
select ARRAY[1,2,3][-1]
select x from UNNEST(ARRAY[1,2,NULL]) t(x)
select x, n from UNNEST(ARRAY['a','b']) WITH ORDINALITY t(x, n)
select k, v from UNNEST(MAP(ARRAY['a','b'], ARRAY[1,2])) t(k, v)
select a, b from UNNEST(ARRAY[ROW(1,'x'), ROW(2,'y'), NULL]) t(a, b)
select a, b, c from UNNEST(ARRAY[1,2], ARRAY['x','y','z'], ARRAY[true]) t(a,b,c)
select id, x from (values (1, ARRAY[1,2]), (2, ARRAY[]), (3, NULL)) t(id, arr) cross join unnest(arr) u(x)
select id, x from (values (1, ARRAY[1,2]), (2, ARRAY[]), (3, NULL)) t(id, arr) left join unnest(arr) u(x) on true
select id, x, n from (values (1, ARRAY[1,2]), (2, ARRAY[]), (3, NULL)) t(id, arr) left join unnest(arr) with ordinality u(x, n) on true
select id, k, v from (values (1, MAP(ARRAY['a'], ARRAY[1])), (2, MAP(ARRAY['b','c'], ARRAY[2,NULL])), (3, NULL)) t(id, m) left join unnest(m) u(k, v) on true
select id, x from (values (1, ARRAY[1,2]), (2, ARRAY[])) t(id, arr), unnest(arr) u(x)
select id, x from (values (1, ARRAY[1,2])) t(id, arr) inner join unnest(arr) u(x) on true
select id, x from (values (1, ARRAY[1,2])) t(id, arr) left join unnest(arr) u(x) on x > 1
select id, x from (values (1, ARRAY[1,2])) t(id, arr) inner join unnest(arr) u(x) on x > 1
select id, x from (values (1, ARRAY[1,2])) t(id, arr) right join unnest(arr) u(x) on true
select id, x, y from (values (1, ARRAY[ARRAY[1,2],ARRAY[3]])) t(id, arr) cross join unnest(arr) u(x) cross join unnest(x) v(y)
select id, k, y from (values (1, MAP(ARRAY['a','b'], ARRAY[ARRAY[1,2],ARRAY[3]]))) t(id, m) cross join unnest(m) u(k, l) cross join unnest(l) v(y)
select o.id, i.sku, i.qty from (select 1 id, ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer)), CAST(ROW('b', 3) AS ROW(sku varchar, qty integer))] items) o cross join unnest(o.items) as i(sku, qty)
select o.id, sku, qty from (select 1 id, ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))] items) o cross join unnest(o.items)
select * from (select 1 id, ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))] items) o cross join unnest(o.items)
select * from unnest(ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))])
select * from unnest(ARRAY[1,2])
select * from unnest(ARRAY[1,2]) with ordinality
select * from unnest(MAP(ARRAY['a'], ARRAY[1]))
select * from unnest(ARRAY[ROW(1,2)])
select i.sku from unnest(ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))]) i
select i.* from unnest(ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))]) i
select i.sku, i.n from unnest(ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))]) with ordinality as i(sku, qty, n)
select a from unnest(ARRAY[ROW(ROW(1,2), 3)]) t(a, b)
select a[1] from unnest(ARRAY[ROW(ROW(1,2), 3)]) t(a, b)
select * from unnest(5)
select * from unnest(NULL)
select * from unnest(ARRAY[1], 5)
select sum(x) from unnest(sequence(1, 100)) t(x)
select x.k from (select CAST(ROW(1) AS ROW(k integer)) x) where x.k = 1
select cardinality(ARRAY[1,2]), cardinality(MAP(ARRAY[1],ARRAY[2])), cardinality(NULL)
select cardinality(CAST(NULL AS ARRAY(integer))), cardinality(ARRAY[])
select map_keys(m), map_values(m), map_entries(m) from (values MAP(ARRAY['b','a'], ARRAY[1,2])) t(m)
select map_from_entries(ARRAY[ROW('a', 1), ROW('b', NULL)])
select map_from_entries(ARRAY[ROW('a', 1), ROW('a', 2)])
select map_from_entries(ARRAY[ROW(NULL, 1)])
select map_from_entries(ARRAY[NULL])
select map_from_entries(NULL)
select map_from_entries(map_entries(MAP(ARRAY[1,2], ARRAY['x','y'])))
select map_entries(CAST(NULL AS MAP(varchar, integer))), map_entries(MAP(ARRAY['a'], ARRAY[NULL]))
select map_agg(k, v) from (values ('a', 1), ('b', 2), ('a', 3), (NULL, 4)) t(k, v)
select map_agg(k, v) from (values ('a', 1)) t(k, v) where false
select multimap_agg(k, v) from (values ('a', 1), ('b', 2), ('a', 3), (NULL, 4)) t(k, v)
select map_union(m) from (values MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a','b'], ARRAY[2,3])) t(m)
select map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a','b'], ARRAY[2,3]))
select map_filter(MAP(ARRAY['a','b'], ARRAY[1,2]), (k, v) -> v > 1)
select transform_keys(MAP(ARRAY['a','b'], ARRAY[1,2]), (k, v) -> k || cast(v as varchar))
select transform_values(MAP(ARRAY['a','b'], ARRAY[1,2]), (k, v) -> v * 10)
select map_zip_with(MAP(ARRAY['a','b'], ARRAY[1,2]), MAP(ARRAY['b','c'], ARRAY[3,4]), (k, a, b) -> coalesce(a, 0) + coalesce(b, 0))
select zip(ARRAY[1,2], ARRAY['a','b','c'])
select zip_with(ARRAY[1,2], ARRAY[10,20,30], (x, y) -> x + y)
select array_agg(x) from (values ROW(1,'a'), ROW(2,'b')) t(x, y)
select array_agg(ROW(x, y) order by x) from (values (2,'b'), (1,'a')) t(x, y)
select array_agg(CAST(ROW(x, y) AS ROW(x integer, y varchar)) order by x desc) from (values (2,'b'), (1,'a')) t(x, y)
select transform(ARRAY[CAST(ROW(1,'a') AS ROW(n integer, s varchar))], r -> r.n + 1)
select filter(ARRAY[CAST(ROW(1,'a') AS ROW(n integer, s varchar)), NULL], r -> r.n = 1)
select any_match(ARRAY[CAST(ROW(1,'a') AS ROW(n integer, s varchar))], r -> r.s = 'a')
select all_match(ARRAY[1,2,NULL], x -> x > 0), none_match(ARRAY[1,2,NULL], x -> x > 5), any_match(ARRAY[], x -> true)
select reduce(ARRAY[1,2,3], 0, (s, x) -> s + x, s -> s)
select reduce(ARRAY[1.5e0,2.5e0], 0e0, (s, x) -> s + x, s -> s / 2)
select reduce(ARRAY[CAST(ROW(DECIMAL '1.50', 2) AS ROW(price decimal(10,2), qty integer)), CAST(ROW(DECIMAL '2.00', 1) AS ROW(price decimal(10,2), qty integer))], CAST(0 AS decimal(38,2)), (s, r) -> CAST(s + r.price * r.qty AS decimal(38,2)), s -> s)
select reduce(ARRAY['a','bb'], 0, (s, x) -> s + cast(length(x) as integer), s -> s)
select reduce(ARRAY[1,2,NULL], 0, (s, x) -> s + coalesce(x, 100), s -> s)
select reduce(ARRAY[], 0, (s, x) -> s + 1, s -> s)
select reduce(ARRAY[5, 20, 50], CAST(ROW(0.0, 0) AS ROW(sum DOUBLE, count INTEGER)), (s, x) -> CAST(ROW(x + s.sum, s.count + 1) AS ROW(sum DOUBLE, count INTEGER)), s -> IF(s.count = 0, NULL, s.sum / s.count))
select array_union(ARRAY[1,2,2,NULL], ARRAY[3,1,NULL]), array_intersect(ARRAY[1,2,2,NULL], ARRAY[2,1,NULL]), array_except(ARRAY[1,2,2,NULL,3], ARRAY[2])
select arrays_overlap(ARRAY[1,2], ARRAY[2,3]), arrays_overlap(ARRAY[1,NULL], ARRAY[2]), arrays_overlap(ARRAY[1], ARRAY[2])
select array_remove(ARRAY[1,2,NULL,2], 2), array_remove(ARRAY['a'], NULL)
select array_sort(ARRAY[3,1,NULL,2]), array_sort(ARRAY[3,1,2], (a, b) -> IF(a < b, 1, IF(a = b, 0, -1)))
select array_sort(ARRAY[ROW(2,'b'), ROW(1,'z'), ROW(1,'a')])
select array_distinct(ARRAY[ROW(1,'a'), ROW(1,'a'), ROW(2,'b')]), array_distinct(ARRAY[ARRAY[1],ARRAY[1]])
select array_max(ARRAY[ROW(1,2), ROW(1,3)]), array_min(ARRAY[ARRAY[2], ARRAY[1,5]])
select array_position(ARRAY[ROW(1,'a'), ROW(2,'b')], ROW(2,'b'))
select contains(ARRAY[ROW(1,'a')], ROW(1,'a')), contains(ARRAY[ARRAY[1,2]], ARRAY[1,2])
select flatten(ARRAY[ARRAY[1,2], NULL, ARRAY[3]]), flatten(ARRAY[ARRAY[ROW(1,2)]])
select concat(ARRAY[1], ARRAY[2], ARRAY[3]), ARRAY[1] || ARRAY[2] || 3
-- differs: refused: combinations
select trim_array(ARRAY[1,2,3], 1), combinations(ARRAY[1,2,3], 2), ngrams(ARRAY['a','b','c'], 2)
-- differs: refused: shuffle
select shuffle(ARRAY[1])
select repeat(ROW(1,2), 2), slice(ARRAY[ROW(1,2), ROW(3,4)], 2, 1), reverse(ARRAY[ROW(1,2), ROW(3,4)])
select array_join(ARRAY[1,NULL,3], '-', '?'), array_join(ARRAY[true,false], ','), array_join(ARRAY[DECIMAL '1.10'], ',')
-- differs: refused: array_join of this element type
select array_join(ARRAY[ROW(1,2)], ',')
-- differs: refused: array_join of this element type
select array_join(ARRAY[ARRAY[1]], ',')
select histogram(x) from (values 'a','b','a') t(x)
select CAST(ARRAY[1,2,NULL] AS JSON), CAST(MAP(ARRAY['b','a'], ARRAY[1,NULL]) AS JSON), CAST(ROW(1,'x') AS JSON)
select CAST(CAST(ROW(1, 'x', NULL) AS ROW(a integer, b varchar, c double)) AS JSON)
select json_format(CAST(ARRAY[CAST(ROW(DECIMAL '1.10', 9007199254740993) AS ROW(price decimal(10,2), n bigint))] AS JSON))
select json_format(CAST(ARRAY[1.5e0, 1e10, 1e-7, 100.0e0, nan(), infinity(), -0e0] AS JSON))
select json_format(CAST(ARRAY[REAL '1.5', REAL '0.1', REAL '1e10', REAL '16777216'] AS JSON))
select json_format(CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.123', TIMESTAMP '0001-01-01 00:00:00.000'] AS JSON))
select json_format(CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45', TIMESTAMP '2025-01-15 10:30:45.123456'] AS JSON))
select json_format(CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.123 Europe/Paris'] AS JSON))
select json_format(CAST(ARRAY[DATE '2025-01-15', DATE '0001-01-01', DATE '9999-12-31'] AS JSON))
select json_format(CAST(ARRAY[true, false, NULL] AS JSON))
select json_format(CAST(ARRAY[DECIMAL '0.10', DECIMAL '-12345678901234567890.12'] AS JSON)), json_format(CAST(DECIMAL '100' AS JSON)), json_format(CAST(DECIMAL '0.00000001' AS JSON)), json_format(CAST(DECIMAL '-0.00' AS JSON))
select json_format(CAST(DATE '2025-01-15' AS JSON)), json_format(CAST(TIMESTAMP '2025-01-15 10:30:45.123' AS JSON)), json_format(CAST(REAL '1.5' AS JSON))
-- differs: refused: U&'...' strings
select json_format(CAST(ARRAY['a"b', 'é', '😀', U&'\0001', 'a/b', '<', U&'\2028'] AS JSON))
select json_format(CAST(MAP(ARRAY['z','a','B','é','😀'], ARRAY[1,2,3,4,5]) AS JSON))
select json_format(CAST(MAP(ARRAY[2,1,10], ARRAY['x','y','z']) AS JSON))
select json_format(CAST(MAP(ARRAY[true,false], ARRAY['x','y']) AS JSON))
select json_format(CAST(MAP(ARRAY[1.5e0, 1e10], ARRAY['x','y']) AS JSON)), json_format(CAST(MAP(ARRAY[DECIMAL '1.50'], ARRAY['y']) AS JSON))
-- differs: refused: CAST from map(date, varchar(1)) to json
select json_format(CAST(MAP(ARRAY[DATE '2025-01-15'], ARRAY['y']) AS JSON))
select json_format(CAST(MAP(ARRAY[ARRAY[1]], ARRAY['y']) AS JSON))
select json_format(CAST(ARRAY[X'00'] AS JSON))
select json_format(CAST(ARRAY[json_parse('{"b":1,"a":[1.0]}'), NULL] AS JSON))
select CAST(NULL AS JSON), CAST(CAST(NULL AS ARRAY(integer)) AS JSON), CAST(ARRAY[] AS JSON), CAST(MAP() AS JSON)
select CAST(JSON '[1,2,null]' AS ARRAY(integer)), CAST(JSON '["1","x"]' AS ARRAY(varchar)), CAST(JSON 'null' AS ARRAY(integer))
select CAST(JSON '{"a":1,"b":"x"}' AS ROW(a integer, b varchar)), CAST(JSON '[1,"x"]' AS ROW(a integer, b varchar))
select CAST(JSON '{"b":1}' AS ROW(a integer, b varchar)), CAST(JSON '{"A":1}' AS ROW(a integer))
select CAST(JSON '{"a":1,"a":2}' AS ROW(a integer))
select CAST(JSON '[1]' AS ROW(a integer, b varchar))
select CAST(JSON '[1,2,3]' AS ROW(a integer, b varchar))
select CAST(JSON '{"a":{"b":[1,2]}}' AS MAP(varchar, MAP(varchar, ARRAY(integer))))
select CAST(JSON '{"1":"x","2":"y"}' AS MAP(integer, varchar))
select CAST(JSON '{"a":1,"a":2}' AS MAP(varchar, integer))
select CAST(JSON '5' AS ARRAY(integer))
select CAST(JSON '["x"]' AS ARRAY(integer))
select CAST(JSON '[1.5, 2.5, 1e2, "3", true, null]' AS ARRAY(integer))
select CAST(JSON '[1.5, "2.5", true, null, "NaN"]' AS ARRAY(double))
select CAST(JSON '[1.5, "2.55", true, null]' AS ARRAY(decimal(10,1)))
select CAST(JSON '["2025-01-15"]' AS ARRAY(date))
select CAST(JSON '["2025-01-15 10:00:00"]' AS ARRAY(timestamp))
select CAST(JSON '[1, "x", true, null, 1.50, 1e3]' AS ARRAY(varchar))
select CAST(JSON '[[1]]' AS ARRAY(varchar))
select CAST(JSON '[{"a":1}, [1,2], null, "x"]' AS ARRAY(JSON))
select CAST(JSON '{"a":{"x":1},"b":null}' AS MAP(varchar, JSON))
select CAST(JSON '{"a":{"x":1.50},"b":null}' AS ROW(a JSON, b JSON))
select CAST(JSON '[true, "false", 1, 0, null]' AS ARRAY(boolean))
select CAST(JSON '[1.5]' AS ARRAY(real)), CAST(JSON '1.5' AS real), CAST(JSON '1.5' AS decimal(10,2))
select CAST(JSON '[128]' AS ARRAY(tinyint))
select CAST(JSON '[9223372036854775808]' AS ARRAY(bigint))
select TRY_CAST(JSON '["x"]' AS ARRAY(integer)), TRY(CAST(JSON '["x"]' AS ARRAY(integer)))
select CAST('[1,2]' AS JSON), CAST(json_parse('[1,2]') AS ARRAY(bigint))
select CAST(ARRAY[1,2] AS ARRAY(varchar)), CAST(ARRAY['1','2'] AS ARRAY(integer)), CAST(MAP(ARRAY['1'], ARRAY['2']) AS MAP(integer, bigint))
select CAST(MAP(ARRAY[1,2], ARRAY[1,2]) AS MAP(varchar, double))
select CAST(MAP(ARRAY['1','01'], ARRAY[1,2]) AS MAP(integer, integer))
select CAST(ROW('1', 2) AS ROW(a integer, b varchar)), CAST(ROW(1, 2) AS ROW(a integer))
select CAST(ROW(1, ARRAY['1']) AS ROW(a bigint, b ARRAY(integer)))
select CAST(ARRAY[1] AS varchar)
select CAST(ROW(1) AS varchar)
select ARRAY[1,2] = ARRAY[1,2], ARRAY[1,NULL] = ARRAY[1,2], ARRAY[1] = ARRAY[1,2], ARRAY[1,NULL] = ARRAY[2,NULL]
select ARRAY[ARRAY[1]] = ARRAY[ARRAY[1]], ARRAY[ROW(1,NULL)] = ARRAY[ROW(1,2)], ARRAY[ROW(1,NULL)] = ARRAY[ROW(2,2)]
select ARRAY[1,2] < ARRAY[1,3], ARRAY[1] < ARRAY[1,0], ARRAY[2] > ARRAY[1,9], ARRAY[] < ARRAY[1]
select ARRAY[1,NULL] < ARRAY[1,3]
select ROW(1,2) < ROW(1,3), ROW(1,2) >= ROW(1,2), ROW('a',2) <= ROW('b',1)
select ROW(1,NULL) < ROW(2,1)
select ROW(1,NULL) < ROW(1,1)
select ROW(1,2) = ROW(1,2), ROW(1,NULL) = ROW(1,2), ROW(1,NULL) = ROW(2,2), ROW(1,2) <> ROW(1,3)
select MAP(ARRAY[1,2],ARRAY[3,4]) = MAP(ARRAY[2,1],ARRAY[4,3]), MAP(ARRAY[1],ARRAY[2]) <> MAP(ARRAY[1],ARRAY[3]), MAP(ARRAY[1],ARRAY[NULL]) = MAP(ARRAY[1],ARRAY[3])
select MAP(ARRAY[1],ARRAY[2]) < MAP(ARRAY[1],ARRAY[3])
select ROW(1,2) IS DISTINCT FROM ROW(1,2), ROW(1,NULL) IS DISTINCT FROM ROW(1,NULL), ARRAY[1,NULL] IS DISTINCT FROM ARRAY[1,NULL], MAP(ARRAY[1],ARRAY[2]) IS DISTINCT FROM MAP(ARRAY[1],ARRAY[2])
select ROW(1,2) IN (ROW(1,2), ROW(3,4)), ARRAY[1] IN (ARRAY[1], ARRAY[2]), (1,2) IN ((1,2),(3,4))
select ROW(1,2) BETWEEN ROW(1,1) AND ROW(1,3), ARRAY[1,2] BETWEEN ARRAY[1] AND ARRAY[2]
select x, count(*) from (values ARRAY[1,2], ARRAY[1,2], ARRAY[NULL], ARRAY[NULL], NULL) t(x) group by x
select x, count(*) from (values (ROW(1,'a')), (ROW(1,'a')), (ROW(NULL,'b'))) t(x, y) group by x
select x, count(*) from (select ROW(a, b) x from (values (1,'a'),(1,'a'),(NULL,'b')) t(a,b)) group by x
select x, count(*) from (values MAP(ARRAY[1,2],ARRAY[3,4]), MAP(ARRAY[2,1],ARRAY[4,3])) t(x) group by x
select distinct x from (values MAP(ARRAY[1,2],ARRAY[3,4]), MAP(ARRAY[2,1],ARRAY[4,3])) t(x)
select distinct x from (values ARRAY[1,NULL], ARRAY[1,NULL], ARRAY[2]) t(x)
select count(distinct x) from (values ARRAY[1,NULL], ARRAY[1,NULL], ARRAY[2]) t(x)
select count(distinct ROW(a, b)) from (values (1,'a'),(1,'a'),(2,'a')) t(a,b)
select x from (values ARRAY[2], ARRAY[1,5], ARRAY[1], NULL) t(x) order by x
select x from (select ROW(a, b) x from (values (2,'a'),(1,'b'),(1,'a'),(NULL,'z')) t(a,b)) order by x
select x from (select ROW(a, b) x from (values (2,'a'),(1,'b'),(1,'a')) t(a,b)) order by x desc
select x from (values MAP(ARRAY[1],ARRAY[2])) t(x) order by x
select max(x), min(x) from (values ARRAY[2], ARRAY[1,5], ARRAY[1]) t(x)
select max(ROW(a,b)), min(ROW(a,b)) from (values (2,'a'),(1,'b')) t(a,b)
select max_by(ROW(a,b), a) from (values (2,'a'),(1,'b')) t(a,b)
select arbitrary(ROW(1,'x')), any_value(ARRAY[1,2]), any_value(MAP(ARRAY[1],ARRAY[2]))
select coalesce(NULL, ROW(1,2)), coalesce(ARRAY[NULL], ARRAY[1]), if(true, ROW(1,'a'), ROW(2,NULL)), nullif(ROW(1,2), ROW(1,2))
select case when true then ARRAY[1] else ARRAY[1.5e0] end
select ROW(1, ARRAY[2, NULL], MAP(ARRAY['k'], ARRAY[ROW(3)]))
select typeof(ROW(1, 'x')), typeof(CAST(ROW(1) AS ROW(a integer))), typeof(MAP(ARRAY['a'], ARRAY[ROW(1)])), typeof(ARRAY[]), typeof(MAP())
select typeof(map_entries(MAP(ARRAY['a'], ARRAY[1]))), typeof(zip(ARRAY[1], ARRAY['a'])), typeof(map_agg('a', 1))
select x from (values ARRAY[1,2]) t(x) where cardinality(x) = 2 and contains(x, 1)
select x.name, count(*) from (values CAST(ROW('a', 1) AS ROW(name varchar, n integer)), CAST(ROW('a', 2) AS ROW(name varchar, n integer))) t(x) group by x.name
select x.name, sum(x.n) from (select CAST(ROW('a', 1) AS ROW(name varchar, n integer)) x union all select CAST(ROW('a', 2) AS ROW(name varchar, n integer))) t group by x.name order by x.name
select t.x.name as label from (select CAST(ROW('a', 1) AS ROW(name varchar, n integer)) x) t order by t.x.n
select * from (select CAST(ROW('a', 1) AS ROW(name varchar, n integer)) x) t
select x.* from (select CAST(ROW('a', 1) AS ROW(name varchar, n integer)) x) t
select t.x.* from (select CAST(ROW('a', 1) AS ROW(name varchar, n integer)) x) t
select (x).* from (select CAST(ROW('a', 1) AS ROW(name varchar, n integer)) x) t
select x.*, 1 as y from (select ROW(5, 6) x) t
select a, b from (select (x).* from (select CAST(ROW('a', 1) AS ROW(a varchar, b integer)) x) t)
select json_extract(CAST(ROW(1,ARRAY[1,2]) AS JSON), '$[1]')
select json_extract_scalar(json_format(CAST(MAP(ARRAY['a'],ARRAY[1]) AS JSON)), '$.a')
select json_array_contains('[1,2]', 2), json_array_contains('["a"]', 'a'), json_array_contains('[1.5]', 1.5e0), json_array_contains('[true]', true)
select split_to_map('a=1,b=2', ',', '='), split_to_multimap('a=1,a=2', ',', '=')
select split_to_map('a=1,a=2', ',', '=')
select approx_distinct(ROW(a)) from (values 1,2) t(a)
-- differs: refused: checksum
select checksum(a) from (values 1) t(a)
select a from (values 1) t(a) where ROW(a, 2) = ROW(1, 2)
select (select ROW(1,2)), exists (select 1 from unnest(ARRAY[1]) t(x) where x = 1)
select id, (select sum(x) from unnest(arr) t(x)) from (values (1, ARRAY[1,2]), (2, ARRAY[])) t(id, arr)
select id from (values (1, ARRAY[1,2]), (2, ARRAY[5])) t(id, arr) where exists (select 1 from unnest(arr) t(x) where x = 5)
select id from (values (1, ARRAY[1,2]), (2, ARRAY[5])) t(id, arr) where 5 in (select x from unnest(arr) t(x))
-- differs: refused: subquery comparison of type row(integer, integer)
select ROW(1,2) in (select ROW(1,2))
select ARRAY[1] in (select ARRAY[1])
select id, x.a from (values (1, ARRAY[CAST(ROW(1) AS ROW(a integer))])) t(id, arr) cross join unnest(transform(arr, r -> ROW(r))) u(x)
select map_keys(transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> ROW(k, v)))
select transform(map_entries(MAP(ARRAY['a','b'], ARRAY[1,2])), e -> e[1] || CAST(e[2] AS varchar))
select array_agg(x order by x) filter (where x > 1) from unnest(ARRAY[3,1,2]) t(x)
select array_agg(distinct x) from unnest(ARRAY[1,1]) t(x)
-- differs: refused: max with 2 arguments
select max(ARRAY[1], 1) from (values 1) t(x)
-- differs: refused: max with 2 arguments
select max(x, 2), min(x, 2) from unnest(ARRAY[3,1,2]) t(x)
-- differs: refused: max_by with 3 arguments
select max_by(x, y, 2), min_by(x, y, 2) from (values ('a', 1), ('b', 2), ('c', 3)) t(x, y)
-- differs: refused: reduce_agg
select reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b) from unnest(ARRAY[3,1,2]) t(x)
select lag(ROW(x)) over (order by x) from unnest(ARRAY[3,1,2]) t(x)
select first_value(ARRAY[x]) over (order by x) from unnest(ARRAY[3,1,2]) t(x)
select x, rank() over (order by ROW(x, 1)) from unnest(ARRAY[3,1,2]) t(x)
select count(*) over (partition by ARRAY[x % 2]) from unnest(ARRAY[3,1,2]) t(x)
select a.x from (select ARRAY[1,2] x) a join (select ARRAY[1,2] x) b on a.x = b.x
select a.x from (select ROW(1,2) x) a join (select ROW(1,2) x) b on a.x = b.x
select a.x from (select MAP(ARRAY[1],ARRAY[2]) x) a join (select MAP(ARRAY[1],ARRAY[2]) x) b on a.x = b.x
select x from (select ARRAY[1,2] x) a join (select ARRAY[1,2] x) b using (x)
select ARRAY[1] union select ARRAY[1]
select ROW(1) union all select ROW(2e0)
select ROW(1) intersect select ROW(1)
select MAP(ARRAY[1],ARRAY[2]) union all select MAP(ARRAY[1],ARRAY[2e0])
select MAP(ARRAY[1],ARRAY[2]) union select MAP(ARRAY[1],ARRAY[2])
select json_format(json_parse('{"a":"😀"}')), json_extract('{"a":"😀"}', '$.a'), json_format(cast('😀' as json)), json_extract_scalar('{"a":"\u001f😀"}', '$.a')
select json_format(cast('a' || chr(31) || chr(127) || chr(8) || chr(12) || chr(10) || chr(13) || chr(9) || '"\/' as json)), json_format(json_parse('"\u001f\u007f\u2028\/"'))
select json_array_get('["😀"]', 0), json_format(json_array_get('[{"a":"😀"}]', 0))
select map_agg(k, v) from (values (cast(null as varchar), 1)) t(k, v)
select multimap_agg(k, v) from (values (cast(null as varchar), 1)) t(k, v)
select map_agg(distinct k, v) from (values ('a', 1), ('a', 1)) t(k, v)
select map_agg(k, v order by v desc) from (values ('a', 1), ('a', 2), ('b', 3)) t(k, v)
select map_concat(MAP(ARRAY['b'], ARRAY[1]), NULL), map_concat(MAP(ARRAY['b'], ARRAY[1]), MAP(), MAP(ARRAY['b'], ARRAY[3]))
select map_keys(map_filter(MAP(ARRAY['z','b','a'], ARRAY[1,2,3]), (k, v) -> v > 1)), map_keys(transform_values(MAP(ARRAY['z','b','a'], ARRAY[1,2,3]), (k, v) -> v))
select map_keys(transform_keys(MAP(ARRAY['z','b','a'], ARRAY[1,2,3]), (k, v) -> k)), map_keys(map_zip_with(MAP(ARRAY['z','b'], ARRAY[1,2]), MAP(ARRAY['c','b'], ARRAY[3,4]), (k, a, b) -> coalesce(a, 0) + coalesce(b, 0)))
select transform_keys(MAP(ARRAY['a','b'], ARRAY[1,2]), (k, v) -> 'x')
select transform_keys(MAP(ARRAY['a','b'], ARRAY[1,2]), (k, v) -> cast(null as varchar))
select map_filter(MAP(ARRAY['a'], ARRAY[NULL]), (k, v) -> v IS NULL), map_filter(CAST(NULL AS MAP(varchar, integer)), (k, v) -> true), map_filter(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> NULL)
select map_zip_with(CAST(NULL AS MAP(varchar, integer)), MAP(ARRAY['a'], ARRAY[1]), (k, a, b) -> 1)
select map_union(m) from (values CAST(NULL AS MAP(varchar, integer))) t(m)
select map_keys(map_from_entries(ARRAY[ROW('z', 1), ROW('b', NULL)]))
select map_from_entries(CAST(NULL AS ARRAY(ROW(varchar, integer)))), map_from_entries(ARRAY[])
select multimap_from_entries(ARRAY[ROW('a', 1), ROW('b', 2), ROW('a', 3)])
select multimap_from_entries(ARRAY[ROW(cast(NULL as varchar), 1)])
select map_keys(histogram(x)) from (values 'z','b','z', NULL) t(x)
select histogram(x) from (values cast(null as integer)) t(x)
select zip(ARRAY[1], NULL), zip(CAST(NULL AS ARRAY(integer)), ARRAY[1]), zip(ARRAY[1,2], ARRAY['a'], ARRAY[true, false, NULL])
select zip_with(ARRAY[1,2], ARRAY['a'], (x, y) -> ROW(y, x)), zip_with(CAST(NULL AS ARRAY(integer)), ARRAY[1], (x, y) -> x)
select zip(ARRAY[1])
select array_union(ARRAY[1], NULL), array_intersect(ARRAY[], ARRAY[1]), array_except(ARRAY[nan(), nan()], ARRAY[nan()]), array_union(ARRAY[1], ARRAY[1.5e0])
select array_intersect(ARRAY[3,1,2], ARRAY[2,3]), array_intersect(ARRAY[2,3], ARRAY[3,1,2,4]), array_except(ARRAY[ROW(1,NULL), ROW(2,NULL)], ARRAY[ROW(1,NULL)]), array_union(ARRAY['b','a'], ARRAY['c','a'])
select array_intersect(ARRAY['c','a','b'], ARRAY['b','c']), array_intersect(ARRAY['b','c'], ARRAY['c','a','b'])
select arrays_overlap(ARRAY[NULL], ARRAY[1]), arrays_overlap(ARRAY[1,NULL], ARRAY[1]), arrays_overlap(ARRAY[], ARRAY[NULL]), arrays_overlap(ARRAY[ROW(1)], ARRAY[ROW(1)]), arrays_overlap(NULL, ARRAY[1])
select array_remove(ARRAY[1,NULL,1], 1), array_remove(ARRAY[ROW(1,2), ROW(3,4)], ROW(1,2)), array_remove(ARRAY[nan()], nan())
select array_remove(ARRAY[ROW(1,NULL)], ROW(1,2))
select array_sort(ARRAY[3,1,2,NULL], (a, b) -> CASE WHEN a IS NULL THEN 1 WHEN b IS NULL THEN -1 WHEN a < b THEN 1 WHEN a = b THEN 0 ELSE -1 END)
select array_sort(ARRAY['bb','a','ccc'], (a, b) -> IF(length(a) < length(b), -1, IF(length(a) = length(b), 0, 1)))
select array_sort(ARRAY[2,1], (a, b) -> NULL)
select array_sort(ARRAY[2,1], (a, b) -> 5)
select array_sort(ARRAY[2,1,3], (a, b) -> a - b)
-- differs: refused: ROW comparison not supported for fields with null elements
select array_sort(ARRAY[ROW(1,NULL), ROW(2,1)])
select array_sort(ARRAY[ROW(1,NULL), ROW(1,1)])
select array_sort(ARRAY[MAP(ARRAY[1],ARRAY[2])])
select trim_array(ARRAY[1,2,3], 4)
select trim_array(ARRAY[1,2,3], -1)
select trim_array(ARRAY[1,2,3], 0), trim_array(ARRAY[1,2,3], 3)
select ngrams(ARRAY['a','b'], 5), ngrams(ARRAY[1,2,3], 2), ngrams(ARRAY[], 1)
select ngrams(ARRAY['a','b'], 0)
-- differs: refused: combinations
select combinations(ARRAY[1,2,3], 0), combinations(ARRAY[1,2], 3), combinations(ARRAY['a','b','a'], 2)
-- differs: refused: combinations
select combinations(ARRAY[1,2,3,4,5,6], 6)
select reduce(CAST(NULL AS ARRAY(integer)), 0, (s, x) -> s + x, s -> s), reduce(ARRAY[1], NULL, (s, x) -> s + x, s -> s)
select reduce(ARRAY[1, 2], CAST(NULL AS bigint), (s, x) -> coalesce(s, 0) + x, s -> s)
select reduce(ARRAY[1, 2], 0, (s, x) -> s + 1.5e0, s -> s)
select reduce(ARRAY[1e0, 2e0], 0, (s, x) -> s + x, s -> s)
select reduce(ARRAY['a','b'], '', (s, x) -> s || x, s -> s)
select reduce(ARRAY['a','b'], CAST('' AS varchar), (s, x) -> s || x, s -> upper(s))
select reduce(ARRAY[1,2,3], ARRAY[], (s, x) -> s || x, s -> s)
select reduce(ARRAY[1,2,3], CAST(ARRAY[] AS ARRAY(integer)), (s, x) -> x || s, s -> s)
select reduce(ARRAY[1,2,3], MAP(ARRAY['n'], ARRAY[0]), (s, x) -> MAP(ARRAY['n'], ARRAY[s['n'] + x]), s -> s['n'])
select transform(ARRAY[1,2], x -> transform(ARRAY[10,20], y -> x + y)), transform(ARRAY[ARRAY[1],ARRAY[2,3]], a -> reduce(a, 0, (s, x) -> s + x, s -> s))
select a, transform(arr, x -> x + a) from (values (10, ARRAY[1,2])) t(a, arr)
select filter(m, e -> e > 1), transform(m, e -> MAP(ARRAY[e], ARRAY[ROW(e)])) from (values ARRAY[1,2]) t(m)
select CAST(ARRAY[ROW(1,2)] AS JSON), CAST(CAST(ROW(1,2) AS ROW(x integer, y integer)) AS JSON), CAST(ROW(CAST(ROW(1) AS ROW("Ab" integer))) AS JSON)
select json_format(CAST(CAST(ROW(1) AS ROW("a b" integer)) AS JSON)), CAST(CAST(NULL AS ROW(a integer)) AS JSON)
select CAST(CAST(1.5 AS JSON) AS double), CAST(CAST(DECIMAL '1.50' AS JSON) AS decimal(5,2)), CAST(CAST(12345678901234567890.123 AS JSON) AS varchar)
select CAST(CAST(ARRAY[CAST(ROW(DECIMAL '1.10', TIMESTAMP '2025-01-15 10:30:45.123', DATE '2025-01-15', 5, NULL) AS ROW(p decimal(10,2), t timestamp, d date, n bigint, s varchar))] AS JSON) AS ARRAY(ROW(p decimal(10,2), t varchar, d varchar, n bigint, s varchar)))
select CAST(json_parse('[{"price":1.10,"qty":2,"tags":{"k":"v"}}]') AS ARRAY(ROW(price decimal(10,2), qty integer, tags MAP(varchar, varchar))))
select CAST(json_parse('{"A":1,"b":{"C":"x"}}') AS ROW(a bigint, b ROW(c varchar)))
select CAST(json_parse('[null,{"a":null},{}]') AS ARRAY(ROW(a bigint)))
select CAST(json_parse('{"a":[1,2],"b":null}') AS MAP(varchar, ARRAY(bigint)))
select CAST(json_parse('{"1":1}') AS MAP(bigint, bigint)), CAST(json_parse('{"1.5":1}') AS MAP(double, bigint)), CAST(json_parse('{"true":1}') AS MAP(boolean, bigint)), CAST(json_parse('{"1.5":1}') AS MAP(decimal(5,2), bigint))
select CAST(json_parse('{"x":1}') AS MAP(bigint, bigint))
-- differs: refused: CAST from json to map(date, bigint)
select CAST(json_parse('{"2020-01-01":1}') AS MAP(date, bigint))
-- differs: refused: CAST from json to map(json, bigint)
select CAST(json_parse('{"a":1}') AS MAP(JSON, bigint))
select CAST(json_parse('"x"') AS ROW(a bigint))
select CAST(json_parse('5') AS ROW(a bigint))
select CAST(json_parse('{"a":1}') AS ARRAY(bigint))
select CAST(json_parse('[1]') AS MAP(varchar, bigint))
select CAST(json_parse('[[1,2],[3]]') AS ARRAY(ROW(a bigint, b bigint)))
select CAST(json_parse('[[1,2]]') AS ARRAY(ROW(bigint, bigint))), CAST(json_parse('{"a":1,"b":2}') AS ROW(bigint, bigint))
select CAST(json_parse('{"a":1,"b":2,"c":3}') AS ROW(c bigint, a bigint)), CAST(json_parse('{"a":{"b":1}}') AS ROW(a JSON))
select CAST(json_parse('[1, 2.5, "x"]') AS ARRAY(JSON)), CAST(json_parse('{"a":"x"}') AS MAP(varchar, JSON))
select CAST(JSON '"2.5"' AS integer), CAST(JSON '2.5' AS integer), CAST(JSON '-2.5' AS integer), CAST(JSON '1e2' AS bigint)
select CAST(JSON '12345678901234567890.12345' AS decimal(30,5)), CAST(JSON '1e2' AS decimal(10,2)), CAST(JSON '"1e2"' AS decimal(10,2)), CAST(JSON 'true' AS decimal(10,2))
select CAST(JSON '"x"' AS decimal(10,2))
select CAST(JSON '123456' AS decimal(4,2))
select CAST(JSON '1e300' AS real), CAST(JSON '"1.5"' AS real), CAST(JSON 'false' AS real), CAST(JSON '0.1' AS real)
select CAST(JSON '"x"' AS real)
select CAST(JSON '0.5' AS boolean), CAST(JSON '"true"' AS boolean), CAST(JSON '2' AS boolean)
select CAST(JSON '"x"' AS boolean)
select CAST(JSON '"2025-01-15"' AS date)
select JSON '{"b":1,"a":[1.50,2e0]}', JSON ' [1 , 2]'
select JSON '{'
select CAST(ROW(MAP(ARRAY[1],ARRAY[ARRAY[2]])) AS ROW(m MAP(bigint, ARRAY(varchar))))
select CAST(ARRAY[ROW(1,2)] AS ARRAY(ROW(a varchar, b double)))
select MAP(ARRAY['a'],ARRAY[1]) = MAP(ARRAY['b'],ARRAY[1]), MAP(ARRAY['a','b'],ARRAY[1,NULL]) = MAP(ARRAY['a','b'],ARRAY[2,NULL]), MAP(ARRAY[ROW(1,2)],ARRAY[1]) = MAP(ARRAY[ROW(1,2)],ARRAY[1])
select MAP() = MAP(), MAP(ARRAY['a'],ARRAY[ARRAY[1,NULL]]) = MAP(ARRAY['a'],ARRAY[ARRAY[1,NULL]])
select ROW(MAP(ARRAY[1],ARRAY[2])) = ROW(MAP(ARRAY[1],ARRAY[2])), ARRAY[MAP(ARRAY[1],ARRAY[2])] = ARRAY[MAP(ARRAY[1],ARRAY[2])]
select ROW(MAP(ARRAY[1],ARRAY[2])) < ROW(MAP(ARRAY[1],ARRAY[2]))
select ROW(nan()) = ROW(nan()), ARRAY[nan()] = ARRAY[nan()], ROW(nan()) IS DISTINCT FROM ROW(nan()), ARRAY[nan()] < ARRAY[1e0], ROW(1e0) < ROW(nan())
select MAP(ARRAY[1,2],ARRAY[3,4]) IS DISTINCT FROM MAP(ARRAY[2,1],ARRAY[4,3]), ROW(ARRAY[NULL]) IS DISTINCT FROM ROW(ARRAY[NULL]), NULL IS DISTINCT FROM ROW(1)
select ARRAY[TIMESTAMP '2020-01-01 00:00:00.000 UTC'] = ARRAY[TIMESTAMP '2020-01-01 01:00:00.000 +01:00'], ROW(TIMESTAMP '2020-01-01 00:00:00.000 UTC') IS DISTINCT FROM ROW(TIMESTAMP '2020-01-01 01:00:00.000 +01:00')
select ARRAY['a','b'] < ARRAY['a','c'], ARRAY['é'] < ARRAY['z'], ROW('B') < ROW('a'), ARRAY[DATE '2020-01-01'] < ARRAY[DATE '2020-01-02'], ARRAY[DECIMAL '1.5'] >= ARRAY[DECIMAL '1.4'], ARRAY[true] > ARRAY[false]
select ARRAY[ROW(1,'a')] < ARRAY[ROW(1,'b')], ROW(ARRAY[1,2], 'x') > ROW(ARRAY[1], 'y')
select ROW(1, 2) = ROW(1, 'a')
select ROW(1, 2) = ROW(1)
select ROW(1,2) <> ROW(1,NULL), NOT (ROW(1,2) = ROW(NULL,3)), ARRAY[1,2] <> ARRAY[1,NULL]
select x, y from (values (MAP(ARRAY['a'],ARRAY[1]), 1)) t(x, y) where x = MAP(ARRAY['a'],ARRAY[1])
select MAP(ARRAY[1],ARRAY[2]) IN (MAP(ARRAY[1],ARRAY[2]), MAP(ARRAY[1],ARRAY[3])), MAP(ARRAY[1],ARRAY[2]) IN (MAP(ARRAY[3],ARRAY[NULL]))
-- differs: refused: DISTINCT on maps in count
select count(distinct x), approx_distinct(x) from (values MAP(ARRAY[1,2],ARRAY[3,4]), MAP(ARRAY[2,1],ARRAY[4,3])) t(x)
-- differs: refused: DISTINCT on maps in count
select count(distinct x) from (values ARRAY[MAP(ARRAY[1,2],ARRAY[3,4])], ARRAY[MAP(ARRAY[2,1],ARRAY[4,3])]) t(x)
select x, count(*) from (values ARRAY[MAP(ARRAY[1,2],ARRAY[3,4])], ARRAY[MAP(ARRAY[2,1],ARRAY[4,3])]) t(x) group by 1
-- differs: refused: DISTINCT on maps in array_agg
select array_agg(distinct x) from (values MAP(ARRAY[1,2],ARRAY[3,4]), MAP(ARRAY[2,1],ARRAY[4,3])) t(x)
select max(x) from (values MAP(ARRAY[1,2],ARRAY[3,4])) t(x)
select max(x), min(x) from (values ARRAY[1,NULL], ARRAY[1,3]) t(x)
-- differs: refused: Array comparison not supported for arrays with null elements
select max(x) from (values ARRAY[1,NULL]) t(x)
-- differs: refused: ROW comparison not supported for fields with null elements
select max(x), min(x) from (select ROW(a, b) x from (values (1,'a'),(2,NULL)) t(a,b))
select x from (values ARRAY[1,NULL], ARRAY[1,3]) t(x) order by x
-- differs: refused: Array comparison not supported for arrays with null elements
select x from (values ARRAY[1,NULL], ARRAY[2,3]) t(x) order by x
-- differs: refused: Array comparison not supported for arrays with null elements
select x from (values ARRAY[1,NULL]) t(x) order by x
select greatest(ARRAY[1], ARRAY[2]), least(ROW(1,2), ROW(1,1))
select greatest(MAP(ARRAY[1],ARRAY[2]), MAP(ARRAY[1],ARRAY[2]))
select json_array_contains('[1,2]', 3), json_array_contains('[]', 1), json_array_contains('{"a":1}', 1), json_array_contains('[1.0]', 1), json_array_contains('[null]', 1), json_array_contains(JSON '["a"]', 'a')
select split_to_map('', ',', '='), split_to_map('a=1', ';', '='), split_to_map('a=', ',', '='), split_to_map('=a', ',', '=')
select split_to_map('a', ',', '=')
select split_to_map('a=1,', ',', '=')
select split_to_map('a=1', ',', ',')
-- differs: refused: a lambda here
select split_to_map('a=1,a=2', ',', '=', (k, v1, v2) -> v1 || v2)
select * from unnest(ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))], ARRAY[1,2]) with ordinality
select sku, n from unnest(ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))]) with ordinality as t(sku, qty, n)
select o.id, i.sku from (select 1 id, ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))] items) o left join unnest(o.items) i on true
select * from (values ARRAY[CAST(ROW('a', ARRAY[1,2]) AS ROW(sku varchar, parts ARRAY(integer)))]) t(items) cross join unnest(items) cross join unnest(parts) p(part)
select * from (values (1, ARRAY[1,2])) t(id, arr) full join unnest(arr) u(x) on true
select * from (values 1) t(id) left join unnest(ARRAY[1,2]) u(x) on true
select * from (values 1) t(id) inner join unnest(ARRAY[1,2]) u(x) on u.x = t.id
select t.*, u.x from (values (1, ARRAY[1])) t(id, arr) cross join unnest(arr, arr) u(x, y)
select x from unnest(ARRAY[ARRAY[1,2], NULL, ARRAY[]]) t(x)
select * from unnest(CAST(NULL AS ARRAY(integer)), ARRAY[1])
select * from unnest(CAST(NULL AS MAP(varchar,integer))) with ordinality
select * from unnest(ARRAY[1]) t(a, b)
select k, v.a from unnest(MAP(ARRAY['x'], ARRAY[CAST(ROW(1) AS ROW(a integer))])) t(k, v)
select count(*) from (values (1, ARRAY[1,2]), (2, ARRAY[3])) t(id, arr), unnest(arr) u(x) where x > 1 group by id order by 1
select t.x.*, t.x.name from (select CAST(ROW('a', 1) AS ROW(name varchar, n integer)) x) t
select t.x.* from (select ROW('a', 1) x) t
select t.x.* from (select CAST(NULL AS ROW(a integer, b integer)) x) t
select t.x.y.* from (select CAST(ROW(ROW(5)) AS ROW(y ROW(z integer))) x) t
select (CAST(ROW('a', 1) AS ROW(name varchar, n integer))).*
select (ROW(1, 2)).*, ROW(3).*
select (ARRAY[1]).*
select (t.x).* from (select CAST(ROW('a', 1) AS ROW(name varchar, n integer)) x) t
select (transform(ARRAY[1], x -> CAST(ROW(x) AS ROW(a integer)))[1]).a
select ARRAY[CAST(ROW(1) AS ROW(a integer))][1].a, MAP(ARRAY['k'], ARRAY[CAST(ROW(1) AS ROW(a integer))])['k'].a
select element_at(MAP(ARRAY['k'], ARRAY[CAST(ROW(1) AS ROW(a integer))]), 'z').a
select filter(items, i -> i.qty > 1)[1].sku from (select ARRAY[CAST(ROW('a', 2) AS ROW(sku varchar, qty integer))] items)
select m[1], m[NULL] from (values MAP(ARRAY[1], ARRAY['x'])) t(m)
select m['a'] from (values MAP(ARRAY[1], ARRAY['x'])) t(m)
select map(ARRAY['a',NULL], ARRAY[1,2])
select map(ARRAY['a','a'], ARRAY[1,2])
select map(ARRAY[ROW(1,NULL)], ARRAY[1])
select map(ARRAY[ARRAY[1,2],ARRAY[1,2]], ARRAY[1,2])
select map(ARRAY[MAP(ARRAY[1,2],ARRAY[1,2]),MAP(ARRAY[2,1],ARRAY[2,1])], ARRAY[1,2])
select contains(ARRAY[MAP(ARRAY[1,2],ARRAY[3,4])], MAP(ARRAY[2,1],ARRAY[4,3])), array_position(ARRAY[MAP(ARRAY[1,2],ARRAY[3,4])], MAP(ARRAY[2,1],ARRAY[4,3])), array_distinct(ARRAY[MAP(ARRAY[1,2],ARRAY[3,4]), MAP(ARRAY[2,1],ARRAY[4,3])])
select contains(ARRAY[ROW(1,NULL)], ROW(1,2))
select contains(ARRAY[ROW(1,NULL)], ROW(2,2)), array_position(ARRAY[ROW(1,NULL)], ROW(2,2))
select array_position(ARRAY[ROW(1,NULL)], ROW(1,NULL))
select ARRAY[1] || NULL
-- differs: refused: Array comparison not supported for arrays with null elements
select array_max(ARRAY[ARRAY[1,NULL], ARRAY[2]])
select array_max(ARRAY[ARRAY[1,NULL], ARRAY[1,2]])
select array_min(ARRAY[MAP(ARRAY[1],ARRAY[1])])
select json_format(CAST(x AS JSON)) from (values CAST(ROW(1, ARRAY['a', NULL], MAP(ARRAY['k'], ARRAY[DECIMAL '0.5'])) AS ROW(id bigint, tags ARRAY(varchar), m MAP(varchar, decimal(3,2))))) t(x)
select json_format(CAST(a AS JSON)), json_format(CAST(b AS JSON)) from (values (ARRAY[DECIMAL '0.0000001', DECIMAL '123456789012345678.1234567'], ARRAY[DECIMAL '1000000000000000000000', DECIMAL '0'])) t(a, b)
select json_format(CAST(ARRAY[9223372036854775807, -9223372036854775808] AS JSON)), json_format(CAST(ARRAY[1e15, 123456789012345680e0, 1e21, 5e-324, 1.7976931348623157e308, 0.001, 0.0001e0] AS JSON))
select json_format(CAST(ARRAY[REAL '3.4028235e38', REAL '1.4e-45', REAL '-0.0', REAL '0.001', REAL '123456.78'] AS JSON))
select json_format(CAST(ARRAY[INTERVAL '1' DAY] AS JSON))
-- differs: refused: CAST to char(n); use varchar
select json_format(CAST(ARRAY[CAST('x' AS char(3))] AS JSON))
select json_format(CAST(ARRAY[DATE '-0001-01-01', DATE '10000-01-01'] AS JSON)), json_format(CAST(ARRAY[TIMESTAMP '10000-01-01 00:00:00', TIMESTAMP '2020-01-01 00:00:00'] AS JSON))
select CAST(json_parse('[[1,2]]') AS ARRAY(ROW(bigint, bigint)))
select CAST(json_parse('{"a":1,"b":2}') AS ROW(bigint, bigint))
select CAST(json_parse('{}') AS ROW(bigint, bigint))
select CAST(json_parse('{"x":1}') AS ROW(a bigint)), CAST(json_parse('{}') AS ROW(a bigint)), CAST(json_parse('{"a":1,"A":2}') AS ROW(a bigint))
select CAST(JSON '"2.5"' AS integer)
select CAST(JSON '2.5' AS integer), CAST(JSON '-2.5' AS integer), CAST(JSON '1e2' AS bigint)
select CAST(JSON '[" 5 ", "+5"]' AS ARRAY(integer))
select CAST(JSON '["+5"]' AS ARRAY(integer))
select CAST(JSON '[3e9]' AS ARRAY(integer))
select CAST(JSON '[3000000000]' AS ARRAY(integer))
select CAST(JSON '[1e20]' AS ARRAY(bigint))
select CAST(JSON '["Infinity", "-Infinity", " 1.5", "1e5", "1.5f"]' AS ARRAY(double))
select CAST(JSON '["x"]' AS ARRAY(double))
select CAST(JSON '[{}]' AS ARRAY(double))
select CAST(JSON '[{"a":[1]}]' AS ARRAY(MAP(varchar, varchar)))
select CAST(JSON '{"a":null,"b":true}' AS MAP(varchar, varchar)), CAST(JSON '{"a":1.0,"b":100}' AS MAP(varchar, varchar))
-- differs: refused: CAST from json to map(varchar(0), varchar)
select CAST(JSON '{"a":"x"}' AS MAP(varchar(0), varchar))
-- differs: refused: CAST from json to array(varchar(2))
select CAST(JSON '["abc"]' AS ARRAY(varchar(2)))
-- differs: refused: CAST from json to array(varchar(2))
select CAST(JSON '"abc"' AS varchar(2)), CAST(JSON '["a"]' AS ARRAY(varchar(2)))
select CAST(JSON '["t","f","T","yes","1","0"]' AS ARRAY(boolean))
select CAST(JSON '["true","FALSE"]' AS ARRAY(boolean))
select CAST(JSON '[0.0, 0.4, -1, 1e0]' AS ARRAY(boolean))
select CAST(JSON '["1.5", " 2", "1e-1"]' AS ARRAY(decimal(5,1)))
select CAST(JSON '["1.5", "1e-1", -0.05, 0.04]' AS ARRAY(decimal(5,1)))
select CAST(JSON '1.5' AS varbinary)
select CAST(JSON '[1]' AS ARRAY(varbinary))
select CAST(JSON '[1]' AS ARRAY(char(3)))
select CAST(JSON '[1]' AS ARRAY(timestamp))
select CAST(CAST(ARRAY[DECIMAL '0.00000000'] AS JSON) AS varchar)
select json_format(CAST(ARRAY[DECIMAL '0.00000000', DECIMAL '0.00000123', DECIMAL '-0.00000012'] AS JSON))
select json_format(CAST(MAP(ARRAY[CAST(NULL AS varchar)], ARRAY[1]) AS JSON))
select json_format(CAST(MAP(ARRAY[REAL '1.5'], ARRAY[1]) AS JSON))
-- differs: refused: CAST from map(timestamp(0), integer) to json
select json_format(CAST(MAP(ARRAY[TIMESTAMP '2020-01-01 00:00:00'], ARRAY[1]) AS JSON))
-- differs: refused: CAST from map(json, integer) to json
select json_format(CAST(MAP(ARRAY[JSON '1'], ARRAY[1]) AS JSON))
select id from (values (1, ARRAY[1,2]), (2, ARRAY[5])) t(id, arr) where exists (select 1 from unnest(arr) t(x))
select id from (values (1, ARRAY[1,2]), (2, ARRAY[5])) t(id, arr) where exists (select 1 from unnest(t.arr) u(x) where u.x = 5)
select id, exists (select 1 from unnest(arr) u(x) where x > id) from (values (1, ARRAY[1,2]), (2, ARRAY[5])) t(id, arr)
select id, (select max(x) from unnest(arr) u(x) where x > 1) from (values (1, ARRAY[1,2]), (2, ARRAY[5])) t(id, arr)
select id, (select count(*) from unnest(arr) u(x) where x > id) from (values (1, ARRAY[1,2]), (2, ARRAY[5])) t(id, arr)
select id, (select x from unnest(arr) u(x) limit 1) from (values (1, ARRAY[1,2]), (2, ARRAY[5])) t(id, arr)
select id, (select x from unnest(arr) u(x)) from (values (1, ARRAY[1]), (2, ARRAY[5])) t(id, arr)
select id, (select array_agg(x order by x desc) from unnest(arr) u(x)) from (values (1, ARRAY[1,2]), (2, ARRAY[5])) t(id, arr)
select id, x in (select y from unnest(arr) u(y)) from (values (1, ARRAY[1,2], 2)) t(id, arr, x)
select id, x not in (select y from unnest(arr) u(y)) from (values (1, ARRAY[1,2], 2)) t(id, arr, x)
select id, x from (values (1, ARRAY[1,2])) t(id, arr) cross join lateral (select x from unnest(arr) u(x) where x > 1)
select id, x from (values (1, ARRAY[1,2])) t(id, arr) left join lateral (select x from unnest(arr) u(x) where x > 5) on true
select * from (values 1) t(id) right join unnest(ARRAY[1,2]) u(x) on true
select * from (values 1) t(id) full join unnest(ARRAY[1,2]) u(x) on true
select * from (values 1) t(id) join unnest(ARRAY[1,2]) u(x) on 1 = 1
select * from (values 1) t(id) right join unnest(ARRAY[1,2]) u(x) on u.x = t.id
select * from unnest(ARRAY[1,2]) u(x) join (values 1) t(id) on u.x = t.id
select * from unnest(ARRAY[1,2]) u(x) left join (values 1) t(id) on u.x = t.id
select * from (values 1) t(id) join unnest(ARRAY[1,2]) using (id)
select max(ROW(x)) from (values 1, 2) t(x)
-- differs: refused: ROW comparison not supported for fields with null elements
select max_by(x, ROW(x, NULL)) from (values 1, 2) t(x)
select max_by(x, MAP(ARRAY[x], ARRAY[x])) from (values 1, 2) t(x)
select array_sort(ARRAY[JSON '1'])
select array_max(ARRAY[JSON '1'])
select distinct JSON '1'
select x from (values JSON '1') t(x) order by x
select x = y from (values (JSON '{"a":1}', JSON '{"a":1}')) t(x, y)
select m from (values MAP(ARRAY[1,2],ARRAY[3,4])) t(m) intersect select MAP(ARRAY[2,1],ARRAY[4,3])
select m from (values MAP(ARRAY[1,2],ARRAY[3,4])) t(m) except select MAP(ARRAY[2,1],ARRAY[4,3])
select m from (values MAP(ARRAY[1,2],ARRAY[3,4])) t(m) union select MAP(ARRAY[2,1],ARRAY[4,3])
select m, count(*) from (values MAP(ARRAY[1,2],ARRAY[3,4]), MAP(ARRAY[2,1],ARRAY[4,3]), NULL, NULL) t(m) group by grouping sets ((m), ())
select m[1], count(*) from (values MAP(ARRAY[1,2],ARRAY[3,4]), MAP(ARRAY[2,1],ARRAY[4,3])) t(m) group by m
select m, m[1] from (values MAP(ARRAY[1,2],ARRAY[3,4]), MAP(ARRAY[2,1],ARRAY[4,3])) t(m) group by m having m[1] = 3
select x.a, count(*) from (select CAST(ROW(1, 2) AS ROW(a integer, b integer)) x) group by x
select x.a, count(*) from (select CAST(ROW(1, 2) AS ROW(a integer, b integer)) x) group by x.b
select x[1], count(*) from (select ROW(1, 2) x) group by x
select x[1], count(*) from (select ROW(1, 2) x) group by x[1]
select cardinality(x), count(*) from (select ARRAY[1, 2] x) group by cardinality(x)
select t.x.a from (select CAST(ROW(1, 2) AS ROW(a integer, b integer)) x) t group by x.a
select x.a as q from (select CAST(ROW(1, 2) AS ROW(a integer, b integer)) x) t group by 1 order by q
-- differs: refused: Array comparison not supported for arrays with null elements
select greatest(ARRAY[1,NULL], ARRAY[2])
select greatest(ARRAY[1,NULL], ARRAY[1,2])
select ARRAY[1,2] > ALL (select ARRAY[1])
-- differs: refused: subquery comparison of type array(map(integer, integer))
select ARRAY[MAP(ARRAY[1],ARRAY[2])] in (select ARRAY[MAP(ARRAY[1],ARRAY[2])])
-- differs: refused: subquery comparison of type map(integer, integer)
select MAP(ARRAY[1],ARRAY[2]) in (select MAP(ARRAY[1],ARRAY[2]))
select nullif(ARRAY[1], ARRAY[1]), nullif(MAP(ARRAY[1],ARRAY[2]), MAP(ARRAY[1],ARRAY[2])), nullif(ARRAY[1,NULL], ARRAY[1,NULL])
select case MAP(ARRAY[1],ARRAY[2]) when MAP(ARRAY[1],ARRAY[2]) then 1 else 2 end, case ROW(1,2) when ROW(1,NULL) then 1 else 2 end
select lag(m) over (order by m[1]) from (values MAP(ARRAY[1],ARRAY[2]), MAP(ARRAY[1],ARRAY[3])) t(m)
select min_by(m, m[1]), max_by(m, m[1]) from (values MAP(ARRAY[1],ARRAY[2]), MAP(ARRAY[1],ARRAY[3])) t(m)
select approx_distinct(m) from (values ARRAY[1]) t(m)
select concat(ROW(1), ROW(2))
select ROW(1) || ROW(2)
select ROW(1) + 1
select upper(ARRAY['a'])
select ARRAY[1] like 'a'
select length(MAP())
select sum(x) from (values ARRAY[1]) t(x)
select cast(ROW(1,2) as ROW(a bigint, a bigint)).a
select ROW(1,2).field0
select x.field0 from (select ROW(1,2) x)
select array_agg(x) over (order by x) from unnest(ARRAY[1,2]) t(x)
select map_agg(x, x) over (order by x) from unnest(ARRAY[1,2]) t(x)
select map_agg(x, y) filter (where x > 1) from (values (1,'a'),(2,'b')) t(x,y)
select map_agg(ARRAY[CAST(NULL AS integer)], 1) from unnest(ARRAY[1]) t(x)
select map_agg(x, y)['a'], sum(y) from (values ('a',1),('b',2)) t(x,y)
select id, map_agg(k, v) from (values (1,'a',1),(1,'b',2),(2,'c',3)) t(id,k,v) group by id
select transform(ARRAY[1,2], x -> x + (select 1))
select transform(ARRAY[1,2], x -> y) from (values 'c') t(y)
select transform(ARRAY[CAST(ROW(1) AS ROW(x integer))], x -> x.x)
select transform(ARRAY[1], (x, y) -> x)
select transform(1, x -> x)
select filter(ARRAY[1,2], x -> x)
select any_match(ARRAY[NULL], x -> x IS NULL), all_match(CAST(NULL AS ARRAY(integer)), x -> true)
select element_at(ARRAY[ROW(1,'a')], 1)[2], element_at(ARRAY[MAP(ARRAY['a'],ARRAY[1])], 1)['a']
select try(ARRAY[1][5]), try(MAP(ARRAY['a'],ARRAY[1])['b']), try(CAST(JSON '"x"' AS ARRAY(integer)))
select array_join(transform(ARRAY[1,2], x -> cast(x as varchar)), ','), array_join(map_keys(MAP(ARRAY['a','b'],ARRAY[1,2])), '|')
select flatten(transform(ARRAY[1,2], x -> ARRAY[x, x])), cardinality(filter(ARRAY[1,2,3], x -> x % 2 = 1))
select array_distinct(transform(ARRAY[1,2,3], x -> x % 2)), array_max(transform(ARRAY['a','bbb'], x -> length(x)))
select json_format(CAST(map_agg(x, y) AS JSON)) from (values ('a',1),('b',2)) t(x,y)
select json_format(CAST(array_agg(CAST(ROW(x, y) AS ROW(x varchar, y integer)) order by y) AS JSON)) from (values ('a',1),('b',2)) t(x,y)
select reverse(ARRAY[1,2,NULL]), slice(ARRAY[MAP(ARRAY[1],ARRAY[2])], 1, 1), repeat(ARRAY[1], 2), sequence(1,3) || 4
select zip(ARRAY[1,2], ARRAY[3,4])[1][2], transform(zip(ARRAY[1,2], ARRAY[3,4]), r -> r[1] * r[2])
select transform(zip(ARRAY[1,2], ARRAY[3,4]), r -> r.field0)
select map_entries(MAP(ARRAY['a'], ARRAY[1]))[1].field0
select map_values(MAP(ARRAY['a'], ARRAY[ROW(1,2)]))[1][2], cardinality(map_filter(MAP(ARRAY[1,2], ARRAY['a','b']), (k, v) -> k > 5))
select array_union(ARRAY[ROW(1,NULL)], ARRAY[ROW(1,NULL)]), array_union(ARRAY[MAP(ARRAY[1],ARRAY[2])], ARRAY[MAP(ARRAY[1],ARRAY[2])])
select arrays_overlap(ARRAY[ROW(1,NULL)], ARRAY[ROW(1,NULL)]), arrays_overlap(ARRAY[ARRAY[1]], ARRAY[ARRAY[1]])
select array_except(ARRAY['a','b'], ARRAY['b']), array_intersect(ARRAY[CAST(NULL AS integer)], ARRAY[1]), array_remove(ARRAY[ARRAY[1],ARRAY[2]], ARRAY[1])
select split_to_multimap('a=1,b=2,a=3', ',', '=')
select CAST(CAST(ROW(1) AS ROW(Ab integer)) AS JSON), CAST(CAST(ROW(1) AS ROW("Ab" integer)) AS JSON), CAST(ROW(1) AS ROW("Ab" integer)).ab
select multimap_from_entries(ARRAY[ROW('a', 1), ROW('b', 2), ROW('a', 3)]), multimap_from_entries(CAST(ARRAY[] AS ARRAY(ROW(varchar, integer))))
select m, x, count(*) from (values (MAP(ARRAY[1,2],ARRAY[3,4]), 1), (MAP(ARRAY[2,1],ARRAY[4,3]), 2)) t(m, x) group by rollup (m, x)
SELECT map_agg(k, v), multimap_agg(k, v) FROM UNNEST(CAST(MAP(ARRAY[], ARRAY[]) AS map(varchar, array(date)))) AS t (k, v)
SELECT CAST(MAP(ARRAY[BIGINT '5'], ARRAY[CAST(NULL AS integer)]) AS map(bigint, integer)), cardinality(CAST(MAP(ARRAY[BIGINT '5'], ARRAY[CAST(NULL AS integer)]) AS map(bigint, integer))), json_format(CAST(CAST(MAP(ARRAY[BIGINT '5'], ARRAY[CAST(NULL AS integer)]) AS map(bigint, integer)) AS JSON))
SELECT x, y, n FROM UNNEST(ARRAY[CAST(ARRAY[] AS array(boolean))], ARRAY[CAST(ARRAY[] AS array(boolean)), CAST(ARRAY[] AS array(boolean))]) WITH ORDINALITY AS t (x, y, n)
SELECT CAST(CAST(CAST(ROW(CAST(NULL AS integer), 0e0) AS row(f0 integer, f1 double)) AS JSON) AS row(f0 integer, f1 double)), CAST(ROW(CAST(NULL AS integer), 0e0) AS row(f0 integer, f1 double))
SELECT CAST(ROW(1, DECIMAL '-0.05') AS row(f0 integer, f1 decimal(10,2))) = CAST(ROW(-7, DECIMAL '1.10') AS row(f0 integer, f1 decimal(10,2))), CAST(ROW(1, DECIMAL '-0.05') AS row(f0 integer, f1 decimal(10,2))) <> CAST(ROW(-7, DECIMAL '1.10') AS row(f0 integer, f1 decimal(10,2))), CAST(ROW(1, DECIMAL '-0.05') AS row(f0 integer, f1 decimal(10,2))) IS DISTINCT FROM CAST(ROW(-7, DECIMAL '1.10') AS row(f0 integer, f1 decimal(10,2)))
SELECT map_zip_with(CAST(MAP(ARRAY[0, 1, -7], ARRAY[CAST(NULL AS timestamp(3)), CAST(NULL AS timestamp(3)), TIMESTAMP '2025-01-15 10:30:45.120']) AS map(integer, timestamp(3))), CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, timestamp(3))), (k, a, b) -> coalesce(a, b))
SELECT CAST(CAST(CAST(ROW(REAL '0.1') AS row(f0 real)) AS JSON) AS row(f0 real)), CAST(ROW(REAL '0.1') AS row(f0 real))
SELECT map_concat(CAST(MAP(ARRAY['a'], ARRAY[CAST(NULL AS varchar)]) AS map(varchar, varchar)), CAST(MAP(ARRAY['a'], ARRAY['a']) AS map(varchar, varchar))), map_filter(CAST(MAP(ARRAY['a'], ARRAY[CAST(NULL AS varchar)]) AS map(varchar, varchar)), (k, v) -> v IS NOT NULL), transform_values(CAST(MAP(ARRAY['a'], ARRAY[CAST(NULL AS varchar)]) AS map(varchar, varchar)), (k, v) -> k)
SELECT CAST(MAP(ARRAY[BIGINT '5', -1], ARRAY[CAST(NULL AS date), DATE '1969-12-31']) AS map(bigint, date)), cardinality(CAST(MAP(ARRAY[BIGINT '5', -1], ARRAY[CAST(NULL AS date), DATE '1969-12-31']) AS map(bigint, date))), json_format(CAST(CAST(MAP(ARRAY[BIGINT '5', -1], ARRAY[CAST(NULL AS date), DATE '1969-12-31']) AS map(bigint, date)) AS JSON))
SELECT map_zip_with(CAST(MAP(ARRAY[-7], ARRAY[REAL '0.1']) AS map(integer, real)), CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, real)), (k, a, b) -> coalesce(a, b))
SELECT CAST(CAST(CAST(ROW(CAST(ROW(false) AS row(f0 boolean)), DECIMAL '-0.05') AS row(f0 row(f0 boolean), f1 decimal(10,2))) AS JSON) AS row(f0 row(f0 boolean), f1 decimal(10,2))), CAST(ROW(CAST(ROW(false) AS row(f0 boolean)), DECIMAL '-0.05') AS row(f0 row(f0 boolean), f1 decimal(10,2)))
SELECT CAST(ARRAY[REAL '-3'] AS array(real)), cardinality(CAST(ARRAY[REAL '-3'] AS array(real))), json_format(CAST(CAST(ARRAY[REAL '-3'] AS array(real)) AS JSON))
SELECT map_union(x), count(*) FROM (VALUES CAST(MAP(ARRAY[-7], ARRAY[-2.25e10]) AS map(integer, double)), CAST(MAP(ARRAY[2147483647], ARRAY[0e0]) AS map(integer, double))) AS t (x)
SELECT CAST(CAST(CAST(ARRAY[BIGINT '5', -1] AS array(bigint)) AS JSON) AS array(bigint)), CAST(ARRAY[BIGINT '5', -1] AS array(bigint))
SELECT CAST(CAST(CAST(MAP(ARRAY[BIGINT '5'], ARRAY[true]) AS map(bigint, boolean)) AS JSON) AS map(bigint, boolean)), CAST(MAP(ARRAY[BIGINT '5'], ARRAY[true]) AS map(bigint, boolean))
SELECT CAST(CAST(CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[CAST(NULL AS real), REAL '0.1']) AS map(bigint, real)) AS JSON) AS map(bigint, real)), CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[CAST(NULL AS real), REAL '0.1']) AS map(bigint, real))
SELECT CAST(CAST(CAST(MAP(ARRAY[0], ARRAY[false]) AS map(integer, boolean)) AS JSON) AS map(integer, boolean)), CAST(MAP(ARRAY[0], ARRAY[false]) AS map(integer, boolean))
SELECT map_zip_with(CAST(MAP(ARRAY['k=v', '["😀"]'], ARRAY[CAST(NULL AS boolean), CAST(NULL AS boolean)]) AS map(varchar, boolean)), CAST(MAP(ARRAY['b, c'], ARRAY[false]) AS map(varchar, boolean)), (k, a, b) -> coalesce(a, b))
SELECT CAST(CAST(CAST(ARRAY[REAL '-3', REAL '0.1'] AS array(real)) AS JSON) AS array(real)), CAST(ARRAY[REAL '-3', REAL '0.1'] AS array(real))
SELECT CAST(CAST(CAST(MAP(ARRAY[1, -7, 2147483647], ARRAY[0, -7, CAST(NULL AS integer)]) AS map(integer, integer)) AS JSON) AS map(integer, integer)), CAST(MAP(ARRAY[1, -7, 2147483647], ARRAY[0, -7, CAST(NULL AS integer)]) AS map(integer, integer))
SELECT id, x FROM (VALUES (1, ARRAY[CAST(ARRAY[true] AS array(boolean))]), (2, NULL), (3, ARRAY[])) AS t (id, l) LEFT JOIN UNNEST(l) AS u (x) ON TRUE
SELECT CAST(ARRAY[REAL '-3'] AS array(real)) = CAST(ARRAY[] AS array(real)), CAST(ARRAY[REAL '-3'] AS array(real)) <> CAST(ARRAY[] AS array(real)), CAST(ARRAY[REAL '-3'] AS array(real)) IS DISTINCT FROM CAST(ARRAY[] AS array(real)), CAST(ARRAY[REAL '-3'] AS array(real)) = CAST(ARRAY[REAL '-3'] AS array(real))
SELECT contains(CAST(ARRAY[REAL '0.1', REAL '-3'] AS array(real)), REAL '-3'), array_position(CAST(ARRAY[REAL '0.1', REAL '-3'] AS array(real)), REAL '-3'), array_remove(CAST(ARRAY[REAL '0.1', REAL '-3'] AS array(real)), REAL '-3')
SELECT CAST(ARRAY[] AS array(boolean)) = CAST(ARRAY[true, CAST(NULL AS boolean)] AS array(boolean)), CAST(ARRAY[] AS array(boolean)) <> CAST(ARRAY[true, CAST(NULL AS boolean)] AS array(boolean)), CAST(ARRAY[] AS array(boolean)) IS DISTINCT FROM CAST(ARRAY[true, CAST(NULL AS boolean)] AS array(boolean)), CAST(ARRAY[] AS array(boolean)) = CAST(ARRAY[] AS array(boolean))
SELECT x.f0, x FROM (VALUES ROW(CAST(ROW(CAST(ROW(CAST(ARRAY[DECIMAL '99999999.99'] AS array(decimal(10,2))), DATE '1969-12-31', CAST(ROW(DATE '1969-12-31', 1.5e0) AS row(f0 date, f1 double))) AS row(f0 array(decimal(10,2)), f1 date, f2 row(f0 date, f1 double))), CAST(ROW(1e-7) AS row(f0 double))) AS row(f0 row(f0 array(decimal(10,2)), f1 date, f2 row(f0 date, f1 double)), f1 row(f0 double)))), ROW(CAST(ROW(CAST(NULL AS row(f0 array(decimal(10,2)), f1 date, f2 row(f0 date, f1 double))), CAST(ROW(0e0) AS row(f0 double))) AS row(f0 row(f0 array(decimal(10,2)), f1 date, f2 row(f0 date, f1 double)), f1 row(f0 double)))), ROW(NULL)) AS t (x)
SELECT CAST(ROW(CAST(ARRAY[0, CAST(NULL AS integer)] AS array(integer))) AS row(f0 array(integer))) = CAST(ROW(CAST(NULL AS array(integer))) AS row(f0 array(integer))), CAST(ROW(CAST(ARRAY[0, CAST(NULL AS integer)] AS array(integer))) AS row(f0 array(integer))) <> CAST(ROW(CAST(NULL AS array(integer))) AS row(f0 array(integer))), CAST(ROW(CAST(ARRAY[0, CAST(NULL AS integer)] AS array(integer))) AS row(f0 array(integer))) IS DISTINCT FROM CAST(ROW(CAST(NULL AS array(integer))) AS row(f0 array(integer)))
SELECT CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, decimal(10,2))), cardinality(CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, decimal(10,2)))), json_format(CAST(CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, decimal(10,2))) AS JSON))
SELECT CAST(ARRAY[CAST(NULL AS row(f0 real, f1 date)), CAST(NULL AS row(f0 real, f1 date))] AS array(row(f0 real, f1 date))) = CAST(ARRAY[CAST(ROW(CAST(NULL AS real), DATE '1969-12-31') AS row(f0 real, f1 date))] AS array(row(f0 real, f1 date))), CAST(ARRAY[CAST(NULL AS row(f0 real, f1 date)), CAST(NULL AS row(f0 real, f1 date))] AS array(row(f0 real, f1 date))) <> CAST(ARRAY[CAST(ROW(CAST(NULL AS real), DATE '1969-12-31') AS row(f0 real, f1 date))] AS array(row(f0 real, f1 date))), CAST(ARRAY[CAST(NULL AS row(f0 real, f1 date)), CAST(NULL AS row(f0 real, f1 date))] AS array(row(f0 real, f1 date))) IS DISTINCT FROM CAST(ARRAY[CAST(ROW(CAST(NULL AS real), DATE '1969-12-31') AS row(f0 real, f1 date))] AS array(row(f0 real, f1 date))), CAST(ARRAY[CAST(NULL AS row(f0 real, f1 date)), CAST(NULL AS row(f0 real, f1 date))] AS array(row(f0 real, f1 date))) = CAST(ARRAY[CAST(NULL AS row(f0 real, f1 date)), CAST(NULL AS row(f0 real, f1 date))] AS array(row(f0 real, f1 date)))
SELECT CAST(MAP(ARRAY[2147483647], ARRAY[CAST(NULL AS date)]) AS map(integer, date)), cardinality(CAST(MAP(ARRAY[2147483647], ARRAY[CAST(NULL AS date)]) AS map(integer, date))), json_format(CAST(CAST(MAP(ARRAY[2147483647], ARRAY[CAST(NULL AS date)]) AS map(integer, date)) AS JSON))
SELECT filter(CAST(ARRAY[] AS array(map(integer, varchar))), x -> x IS NOT NULL), transform(CAST(ARRAY[] AS array(map(integer, varchar))), x -> ROW(x)), any_match(CAST(ARRAY[] AS array(map(integer, varchar))), x -> x IS NULL)
SELECT x, count(*) FROM (VALUES CAST(MAP(ARRAY[BIGINT '5', 900719925474099], ARRAY[CAST(MAP(ARRAY['a', 'k=v'], ARRAY[DECIMAL '99999999.99', DECIMAL '1.10']) AS map(varchar, decimal(10,2))), CAST(NULL AS map(varchar, decimal(10,2)))]) AS map(bigint, map(varchar, decimal(10,2)))), CAST(MAP(ARRAY[BIGINT '5'], ARRAY[CAST(MAP(ARRAY['k=v', 'null', '["😀"]'], ARRAY[DECIMAL '-0.05', DECIMAL '99999999.99', CAST(NULL AS decimal(10,2))]) AS map(varchar, decimal(10,2)))]) AS map(bigint, map(varchar, decimal(10,2)))), CAST(MAP(ARRAY[BIGINT '5', 900719925474099], ARRAY[CAST(MAP(ARRAY['a', 'k=v'], ARRAY[DECIMAL '99999999.99', DECIMAL '1.10']) AS map(varchar, decimal(10,2))), CAST(NULL AS map(varchar, decimal(10,2)))]) AS map(bigint, map(varchar, decimal(10,2))))) AS t (x) GROUP BY x
SELECT filter(CAST(ARRAY[] AS array(real)), x -> x IS NOT NULL), transform(CAST(ARRAY[] AS array(real)), x -> ROW(x)), any_match(CAST(ARRAY[] AS array(real)), x -> x IS NULL)
SELECT reduce(CAST(ARRAY[-1, BIGINT '5', BIGINT '5'] AS array(bigint)), 0, (s, x) -> s + IF(x IS NULL, 100, 1), s -> s)
SELECT zip(CAST(ARRAY[0e0, 1.5e0] AS array(double)), CAST(ARRAY[0e0] AS array(double))), zip_with(CAST(ARRAY[0e0, 1.5e0] AS array(double)), CAST(ARRAY[0e0] AS array(double)), (x, y) -> coalesce(x, y))
SELECT element_at(CAST(ARRAY[CAST(NULL AS map(varchar, row(f0 integer, f1 real))), CAST(MAP(ARRAY['{é}', '["😀"]'], ARRAY[CAST(ROW(CAST(NULL AS integer), CAST(NULL AS real)) AS row(f0 integer, f1 real)), CAST(ROW(1, CAST(NULL AS real)) AS row(f0 integer, f1 real))]) AS map(varchar, row(f0 integer, f1 real))), CAST(MAP(ARRAY['b, c', 'a'], ARRAY[CAST(ROW(-7, REAL '-3') AS row(f0 integer, f1 real)), CAST(NULL AS row(f0 integer, f1 real))]) AS map(varchar, row(f0 integer, f1 real)))] AS array(map(varchar, row(f0 integer, f1 real)))), 1), element_at(CAST(ARRAY[CAST(NULL AS map(varchar, row(f0 integer, f1 real))), CAST(MAP(ARRAY['{é}', '["😀"]'], ARRAY[CAST(ROW(CAST(NULL AS integer), CAST(NULL AS real)) AS row(f0 integer, f1 real)), CAST(ROW(1, CAST(NULL AS real)) AS row(f0 integer, f1 real))]) AS map(varchar, row(f0 integer, f1 real))), CAST(MAP(ARRAY['b, c', 'a'], ARRAY[CAST(ROW(-7, REAL '-3') AS row(f0 integer, f1 real)), CAST(NULL AS row(f0 integer, f1 real))]) AS map(varchar, row(f0 integer, f1 real)))] AS array(map(varchar, row(f0 integer, f1 real)))), -1), CAST(ARRAY[CAST(NULL AS map(varchar, row(f0 integer, f1 real))), CAST(MAP(ARRAY['{é}', '["😀"]'], ARRAY[CAST(ROW(CAST(NULL AS integer), CAST(NULL AS real)) AS row(f0 integer, f1 real)), CAST(ROW(1, CAST(NULL AS real)) AS row(f0 integer, f1 real))]) AS map(varchar, row(f0 integer, f1 real))), CAST(MAP(ARRAY['b, c', 'a'], ARRAY[CAST(ROW(-7, REAL '-3') AS row(f0 integer, f1 real)), CAST(NULL AS row(f0 integer, f1 real))]) AS map(varchar, row(f0 integer, f1 real)))] AS array(map(varchar, row(f0 integer, f1 real)))) || CAST(MAP(ARRAY[], ARRAY[]) AS map(varchar, row(f0 integer, f1 real))), element_at(CAST(ARRAY[CAST(NULL AS map(varchar, row(f0 integer, f1 real))), CAST(MAP(ARRAY['{é}', '["😀"]'], ARRAY[CAST(ROW(CAST(NULL AS integer), CAST(NULL AS real)) AS row(f0 integer, f1 real)), CAST(ROW(1, CAST(NULL AS real)) AS row(f0 integer, f1 real))]) AS map(varchar, row(f0 integer, f1 real))), CAST(MAP(ARRAY['b, c', 'a'], ARRAY[CAST(ROW(-7, REAL '-3') AS row(f0 integer, f1 real)), CAST(NULL AS row(f0 integer, f1 real))]) AS map(varchar, row(f0 integer, f1 real)))] AS array(map(varchar, row(f0 integer, f1 real)))), 9)
SELECT CAST(CAST(CAST(ROW(CAST(NULL AS row(f0 decimal(10,2))), DECIMAL '99999999.99', REAL '-3') AS row(f0 row(f0 decimal(10,2)), f1 decimal(10,2), f2 real)) AS JSON) AS row(f0 row(f0 decimal(10,2)), f1 decimal(10,2), f2 real)), CAST(ROW(CAST(NULL AS row(f0 decimal(10,2))), DECIMAL '99999999.99', REAL '-3') AS row(f0 row(f0 decimal(10,2)), f1 decimal(10,2), f2 real))
SELECT zip(CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999'] AS array(timestamp(3))), CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999'] AS array(timestamp(3)))), zip_with(CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999'] AS array(timestamp(3))), CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999'] AS array(timestamp(3))), (x, y) -> coalesce(x, y))
SELECT CAST(CAST(CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, bigint)) AS JSON) AS map(integer, bigint)), CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, bigint))
SELECT CAST(CAST(CAST(ROW(CAST(NULL AS decimal(10,2)), CAST(NULL AS array(varchar))) AS row(f0 decimal(10,2), f1 array(varchar))) AS JSON) AS row(f0 decimal(10,2), f1 array(varchar))), CAST(ROW(CAST(NULL AS decimal(10,2)), CAST(NULL AS array(varchar))) AS row(f0 decimal(10,2), f1 array(varchar)))
SELECT f0 FROM UNNEST(ARRAY[CAST(ROW(CAST(NULL AS row(f0 bigint, f1 row(f0 date, f1 date), f2 array(decimal(10,2)))), REAL '0.1') AS row(f0 row(f0 bigint, f1 row(f0 date, f1 date), f2 array(decimal(10,2))), f1 real)), NULL, CAST(ROW(CAST(NULL AS row(f0 bigint, f1 row(f0 date, f1 date), f2 array(decimal(10,2)))), REAL '0.1') AS row(f0 row(f0 bigint, f1 row(f0 date, f1 date), f2 array(decimal(10,2))), f1 real))])
SELECT array_agg(x) FROM (VALUES CAST(ARRAY[CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY['a', '{é}']) AS map(bigint, varchar)), CAST(MAP(ARRAY[-1], ARRAY['']) AS map(bigint, varchar))] AS array(map(bigint, varchar))), CAST(ARRAY[] AS array(map(bigint, varchar)))) AS t (x)
SELECT filter(CAST(ARRAY[CAST(NULL AS real), REAL '0.1', REAL '0.1'] AS array(real)), x -> x IS NOT NULL), transform(CAST(ARRAY[CAST(NULL AS real), REAL '0.1', REAL '0.1'] AS array(real)), x -> ROW(x)), any_match(CAST(ARRAY[CAST(NULL AS real), REAL '0.1', REAL '0.1'] AS array(real)), x -> x IS NULL)
SELECT x, count(*) FROM (VALUES CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, double)), CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, double)), CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, double))) AS t (x) GROUP BY x
SELECT reduce(CAST(ARRAY[CAST(MAP(ARRAY['a', 'b, c'], ARRAY[CAST(ARRAY[-1] AS array(bigint)), CAST(ARRAY[BIGINT '5'] AS array(bigint))]) AS map(varchar, array(bigint)))] AS array(map(varchar, array(bigint)))), 0, (s, x) -> s + IF(x IS NULL, 100, 1), s -> s)
SELECT element_at(CAST(ARRAY[2147483647, -7, 2147483647] AS array(integer)), 1), element_at(CAST(ARRAY[2147483647, -7, 2147483647] AS array(integer)), -1), CAST(ARRAY[2147483647, -7, 2147483647] AS array(integer)) || -7, element_at(CAST(ARRAY[2147483647, -7, 2147483647] AS array(integer)), 9)
SELECT map_keys(CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, integer))), map_values(CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, integer))), map_entries(CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, integer))), map_from_entries(map_entries(CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, integer)))) = CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, integer))
SELECT CAST(MAP(ARRAY[], ARRAY[]) AS map(varchar, map(varchar, varchar))), cardinality(CAST(MAP(ARRAY[], ARRAY[]) AS map(varchar, map(varchar, varchar)))), json_format(CAST(CAST(MAP(ARRAY[], ARRAY[]) AS map(varchar, map(varchar, varchar))) AS JSON))
SELECT f0 FROM UNNEST(ARRAY[CAST(ROW(CAST(MAP(ARRAY[-7, 1], ARRAY[CAST(NULL AS boolean), false]) AS map(integer, boolean)), CAST(NULL AS array(row(f0 timestamp(3))))) AS row(f0 map(integer, boolean), f1 array(row(f0 timestamp(3))))), NULL, CAST(ROW(CAST(MAP(ARRAY[0, -7], ARRAY[false, true]) AS map(integer, boolean)), CAST(ARRAY[] AS array(row(f0 timestamp(3))))) AS row(f0 map(integer, boolean), f1 array(row(f0 timestamp(3)))))])
SELECT DISTINCT x FROM (VALUES CAST(ARRAY[] AS array(map(bigint, varchar))), CAST(ARRAY[CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, varchar)), CAST(MAP(ARRAY[900719925474099, BIGINT '5', -1], ARRAY['null', '["😀"]', '["😀"]']) AS map(bigint, varchar)), CAST(MAP(ARRAY[900719925474099, -1], ARRAY['a', '{é}']) AS map(bigint, varchar))] AS array(map(bigint, varchar))), CAST(ARRAY[] AS array(map(bigint, varchar)))) AS t (x)
SELECT CAST(CAST(CAST(ROW(CAST(ROW(1e-7, REAL '-3') AS row(f0 double, f1 real)), 2147483647) AS row(f0 row(f0 double, f1 real), f1 integer)) AS JSON) AS row(f0 row(f0 double, f1 real), f1 integer)), CAST(ROW(CAST(ROW(1e-7, REAL '-3') AS row(f0 double, f1 real)), 2147483647) AS row(f0 row(f0 double, f1 real), f1 integer))
SELECT array_distinct(CAST(ARRAY[-2.25e10, 1.5e0, 1e-7] AS array(double)) || CAST(ARRAY[-2.25e10, 1.5e0, 1e-7] AS array(double))), reverse(CAST(ARRAY[-2.25e10, 1.5e0, 1e-7] AS array(double))), slice(CAST(ARRAY[-2.25e10, 1.5e0, 1e-7] AS array(double)), 1, 2), flatten(ARRAY[CAST(ARRAY[-2.25e10, 1.5e0, 1e-7] AS array(double)), NULL, CAST(ARRAY[-2.25e10, 1.5e0, 1e-7] AS array(double))])
SELECT reduce(CAST(ARRAY[REAL '-3', REAL '0.1', REAL '0.1'] AS array(real)), 0, (s, x) -> s + IF(x IS NULL, 100, 1), s -> s)
SELECT CAST(MAP(ARRAY[-7, 1], ARRAY[REAL '-3', REAL '0.1']) AS map(integer, real)) = CAST(MAP(ARRAY[-7], ARRAY[REAL '0.1']) AS map(integer, real)), CAST(MAP(ARRAY[-7, 1], ARRAY[REAL '-3', REAL '0.1']) AS map(integer, real)) IS DISTINCT FROM CAST(MAP(ARRAY[-7], ARRAY[REAL '0.1']) AS map(integer, real)), CAST(MAP(ARRAY[-7, 1], ARRAY[REAL '-3', REAL '0.1']) AS map(integer, real)) = CAST(MAP(ARRAY[-7, 1], ARRAY[REAL '-3', REAL '0.1']) AS map(integer, real))
SELECT CAST(MAP(ARRAY[''], ARRAY[CAST(NULL AS double)]) AS map(varchar, double)), cardinality(CAST(MAP(ARRAY[''], ARRAY[CAST(NULL AS double)]) AS map(varchar, double))), json_format(CAST(CAST(MAP(ARRAY[''], ARRAY[CAST(NULL AS double)]) AS map(varchar, double)) AS JSON))
SELECT CAST(ARRAY[] AS array(row(f0 row(f0 bigint, f1 timestamp(3))))) = CAST(ARRAY[CAST(ROW(CAST(ROW(900719925474099, TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 bigint, f1 timestamp(3)))) AS row(f0 row(f0 bigint, f1 timestamp(3)))), CAST(ROW(CAST(ROW(BIGINT '5', TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 bigint, f1 timestamp(3)))) AS row(f0 row(f0 bigint, f1 timestamp(3)))), CAST(ROW(CAST(ROW(BIGINT '5', TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 bigint, f1 timestamp(3)))) AS row(f0 row(f0 bigint, f1 timestamp(3))))] AS array(row(f0 row(f0 bigint, f1 timestamp(3))))), CAST(ARRAY[] AS array(row(f0 row(f0 bigint, f1 timestamp(3))))) <> CAST(ARRAY[CAST(ROW(CAST(ROW(900719925474099, TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 bigint, f1 timestamp(3)))) AS row(f0 row(f0 bigint, f1 timestamp(3)))), CAST(ROW(CAST(ROW(BIGINT '5', TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 bigint, f1 timestamp(3)))) AS row(f0 row(f0 bigint, f1 timestamp(3)))), CAST(ROW(CAST(ROW(BIGINT '5', TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 bigint, f1 timestamp(3)))) AS row(f0 row(f0 bigint, f1 timestamp(3))))] AS array(row(f0 row(f0 bigint, f1 timestamp(3))))), CAST(ARRAY[] AS array(row(f0 row(f0 bigint, f1 timestamp(3))))) IS DISTINCT FROM CAST(ARRAY[CAST(ROW(CAST(ROW(900719925474099, TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 bigint, f1 timestamp(3)))) AS row(f0 row(f0 bigint, f1 timestamp(3)))), CAST(ROW(CAST(ROW(BIGINT '5', TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 bigint, f1 timestamp(3)))) AS row(f0 row(f0 bigint, f1 timestamp(3)))), CAST(ROW(CAST(ROW(BIGINT '5', TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 bigint, f1 timestamp(3)))) AS row(f0 row(f0 bigint, f1 timestamp(3))))] AS array(row(f0 row(f0 bigint, f1 timestamp(3))))), CAST(ARRAY[] AS array(row(f0 row(f0 bigint, f1 timestamp(3))))) = CAST(ARRAY[] AS array(row(f0 row(f0 bigint, f1 timestamp(3)))))
SELECT zip(CAST(ARRAY[CAST(ROW(DECIMAL '1.10', TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 decimal(10,2), f1 timestamp(3)))] AS array(row(f0 decimal(10,2), f1 timestamp(3)))), CAST(ARRAY[CAST(ROW(DECIMAL '1.10', TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 decimal(10,2), f1 timestamp(3)))] AS array(row(f0 decimal(10,2), f1 timestamp(3))))), zip_with(CAST(ARRAY[CAST(ROW(DECIMAL '1.10', TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 decimal(10,2), f1 timestamp(3)))] AS array(row(f0 decimal(10,2), f1 timestamp(3)))), CAST(ARRAY[CAST(ROW(DECIMAL '1.10', TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 decimal(10,2), f1 timestamp(3)))] AS array(row(f0 decimal(10,2), f1 timestamp(3)))), (x, y) -> coalesce(x, y))
SELECT t.x.* FROM (SELECT CAST(ROW(CAST(ARRAY[CAST(NULL AS decimal(10,2))] AS array(decimal(10,2)))) AS row(f0 array(decimal(10,2)))) AS x UNION ALL SELECT CAST(ROW(CAST(ARRAY[DECIMAL '-0.05', DECIMAL '99999999.99'] AS array(decimal(10,2)))) AS row(f0 array(decimal(10,2))))) AS t
SELECT map_union(x), count(*) FROM (VALUES CAST(MAP(ARRAY['["😀"]', 'k=v'], ARRAY[DECIMAL '1.10', DECIMAL '1.10']) AS map(varchar, decimal(10,2))), CAST(MAP(ARRAY['k=v', '["😀"]', 'null'], ARRAY[CAST(NULL AS decimal(10,2)), CAST(NULL AS decimal(10,2)), DECIMAL '1.10']) AS map(varchar, decimal(10,2)))) AS t (x)
SELECT array_union(CAST(ARRAY[CAST(NULL AS row(f0 boolean, f1 row(f0 boolean), f2 decimal(10,2)))] AS array(row(f0 boolean, f1 row(f0 boolean), f2 decimal(10,2)))), CAST(ARRAY[] AS array(row(f0 boolean, f1 row(f0 boolean), f2 decimal(10,2))))), array_intersect(CAST(ARRAY[CAST(NULL AS row(f0 boolean, f1 row(f0 boolean), f2 decimal(10,2)))] AS array(row(f0 boolean, f1 row(f0 boolean), f2 decimal(10,2)))), CAST(ARRAY[] AS array(row(f0 boolean, f1 row(f0 boolean), f2 decimal(10,2))))), array_except(CAST(ARRAY[CAST(NULL AS row(f0 boolean, f1 row(f0 boolean), f2 decimal(10,2)))] AS array(row(f0 boolean, f1 row(f0 boolean), f2 decimal(10,2)))), CAST(ARRAY[] AS array(row(f0 boolean, f1 row(f0 boolean), f2 decimal(10,2)))))
SELECT CAST(ARRAY[BIGINT '5', 900719925474099] AS array(bigint)), cardinality(CAST(ARRAY[BIGINT '5', 900719925474099] AS array(bigint))), json_format(CAST(CAST(ARRAY[BIGINT '5', 900719925474099] AS array(bigint)) AS JSON))
SELECT CAST(CAST(CAST(MAP(ARRAY[1], ARRAY['']) AS map(integer, varchar)) AS JSON) AS map(integer, varchar)), CAST(MAP(ARRAY[1], ARRAY['']) AS map(integer, varchar))
SELECT k, v FROM UNNEST(CAST(MAP(ARRAY['b, c', '["😀"]'], ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999']) AS map(varchar, timestamp(3)))) AS t (k, v)
SELECT x, count(*) FROM (VALUES CAST(ARRAY[-1] AS array(bigint)), CAST(ARRAY[] AS array(bigint)), CAST(ARRAY[-1] AS array(bigint)), NULL) AS t (x) GROUP BY x
SELECT CAST(ARRAY[-7, -7, 2147483647] AS array(integer)), cardinality(CAST(ARRAY[-7, -7, 2147483647] AS array(integer))), json_format(CAST(CAST(ARRAY[-7, -7, 2147483647] AS array(integer)) AS JSON))
SELECT zip(CAST(ARRAY[] AS array(decimal(10,2))), CAST(ARRAY[] AS array(decimal(10,2)))), zip_with(CAST(ARRAY[] AS array(decimal(10,2))), CAST(ARRAY[] AS array(decimal(10,2))), (x, y) -> coalesce(x, y))
SELECT zip(CAST(ARRAY[CAST(NULL AS double)] AS array(double)), CAST(ARRAY[1e-7] AS array(double))), zip_with(CAST(ARRAY[CAST(NULL AS double)] AS array(double)), CAST(ARRAY[1e-7] AS array(double)), (x, y) -> coalesce(x, y))
SELECT DISTINCT x FROM (VALUES CAST(ARRAY[DATE '2025-01-15', DATE '2025-01-15'] AS array(date)), CAST(ARRAY[] AS array(date)), CAST(ARRAY[DATE '2025-01-15', DATE '2025-01-15'] AS array(date))) AS t (x)
SELECT CAST(ARRAY[] AS array(timestamp(3))) = CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999'] AS array(timestamp(3))), CAST(ARRAY[] AS array(timestamp(3))) <> CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999'] AS array(timestamp(3))), CAST(ARRAY[] AS array(timestamp(3))) IS DISTINCT FROM CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999'] AS array(timestamp(3))), CAST(ARRAY[] AS array(timestamp(3))) = CAST(ARRAY[] AS array(timestamp(3)))
SELECT map_zip_with(CAST(MAP(ARRAY[900719925474099, BIGINT '5', -1], ARRAY[DECIMAL '-0.05', CAST(NULL AS decimal(10,2)), DECIMAL '99999999.99']) AS map(bigint, decimal(10,2))), CAST(MAP(ARRAY[BIGINT '5', -1, 900719925474099], ARRAY[DECIMAL '99999999.99', DECIMAL '1.10', DECIMAL '99999999.99']) AS map(bigint, decimal(10,2))), (k, a, b) -> coalesce(a, b))
SELECT CAST(CAST(CAST(ARRAY[1.5e0] AS array(double)) AS JSON) AS array(double)), CAST(ARRAY[1.5e0] AS array(double))
SELECT x, count(*) FROM (VALUES CAST(MAP(ARRAY[-1, BIGINT '5'], ARRAY['k=v', CAST(NULL AS varchar)]) AS map(bigint, varchar)), CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY['k=v', '{é}']) AS map(bigint, varchar)), CAST(MAP(ARRAY[-1, BIGINT '5'], ARRAY['k=v', CAST(NULL AS varchar)]) AS map(bigint, varchar))) AS t (x) GROUP BY x
SELECT x, count(*) FROM (VALUES CAST(MAP(ARRAY[-1], ARRAY[CAST(ROW(CAST(NULL AS real), TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 real, f1 timestamp(3)))]) AS map(bigint, row(f0 real, f1 timestamp(3)))), CAST(MAP(ARRAY[-1, 900719925474099], ARRAY[CAST(ROW(CAST(NULL AS real), CAST(NULL AS timestamp(3))) AS row(f0 real, f1 timestamp(3))), CAST(NULL AS row(f0 real, f1 timestamp(3)))]) AS map(bigint, row(f0 real, f1 timestamp(3)))), CAST(MAP(ARRAY[-1], ARRAY[CAST(ROW(CAST(NULL AS real), TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 real, f1 timestamp(3)))]) AS map(bigint, row(f0 real, f1 timestamp(3))))) AS t (x) GROUP BY x
SELECT CAST(ARRAY[CAST(ROW(DECIMAL '99999999.99', false, CAST(ROW(TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 timestamp(3), f1 timestamp(3)))) AS row(f0 decimal(10,2), f1 boolean, f2 row(f0 timestamp(3), f1 timestamp(3)))), CAST(ROW(DECIMAL '-0.05', false, CAST(ROW(TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 timestamp(3), f1 timestamp(3)))) AS row(f0 decimal(10,2), f1 boolean, f2 row(f0 timestamp(3), f1 timestamp(3))))] AS array(row(f0 decimal(10,2), f1 boolean, f2 row(f0 timestamp(3), f1 timestamp(3))))), cardinality(CAST(ARRAY[CAST(ROW(DECIMAL '99999999.99', false, CAST(ROW(TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 timestamp(3), f1 timestamp(3)))) AS row(f0 decimal(10,2), f1 boolean, f2 row(f0 timestamp(3), f1 timestamp(3)))), CAST(ROW(DECIMAL '-0.05', false, CAST(ROW(TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 timestamp(3), f1 timestamp(3)))) AS row(f0 decimal(10,2), f1 boolean, f2 row(f0 timestamp(3), f1 timestamp(3))))] AS array(row(f0 decimal(10,2), f1 boolean, f2 row(f0 timestamp(3), f1 timestamp(3)))))), json_format(CAST(CAST(ARRAY[CAST(ROW(DECIMAL '99999999.99', false, CAST(ROW(TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '2025-01-15 10:30:45.120') AS row(f0 timestamp(3), f1 timestamp(3)))) AS row(f0 decimal(10,2), f1 boolean, f2 row(f0 timestamp(3), f1 timestamp(3)))), CAST(ROW(DECIMAL '-0.05', false, CAST(ROW(TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '1969-12-31 23:59:59.999') AS row(f0 timestamp(3), f1 timestamp(3)))) AS row(f0 decimal(10,2), f1 boolean, f2 row(f0 timestamp(3), f1 timestamp(3))))] AS array(row(f0 decimal(10,2), f1 boolean, f2 row(f0 timestamp(3), f1 timestamp(3))))) AS JSON))
SELECT CAST(ARRAY[-2.25e10, 1e-7, 0e0] AS array(double)), cardinality(CAST(ARRAY[-2.25e10, 1e-7, 0e0] AS array(double))), json_format(CAST(CAST(ARRAY[-2.25e10, 1e-7, 0e0] AS array(double)) AS JSON))
SELECT CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '2025-01-15 10:30:45.120'] AS array(timestamp(3))), cardinality(CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '2025-01-15 10:30:45.120'] AS array(timestamp(3)))), json_format(CAST(CAST(ARRAY[TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '2025-01-15 10:30:45.120'] AS array(timestamp(3))) AS JSON))
SELECT id, x FROM (VALUES (1, ARRAY[CAST(ARRAY[] AS array(map(varchar, varchar)))]), (2, NULL), (3, ARRAY[])) AS t (id, l) LEFT JOIN UNNEST(l) AS u (x) ON TRUE
SELECT CAST(ARRAY[CAST(MAP(ARRAY[BIGINT '5', 900719925474099, -1], ARRAY[BIGINT '5', 900719925474099, CAST(NULL AS bigint)]) AS map(bigint, bigint)), CAST(NULL AS map(bigint, bigint))] AS array(map(bigint, bigint))), cardinality(CAST(ARRAY[CAST(MAP(ARRAY[BIGINT '5', 900719925474099, -1], ARRAY[BIGINT '5', 900719925474099, CAST(NULL AS bigint)]) AS map(bigint, bigint)), CAST(NULL AS map(bigint, bigint))] AS array(map(bigint, bigint)))), json_format(CAST(CAST(ARRAY[CAST(MAP(ARRAY[BIGINT '5', 900719925474099, -1], ARRAY[BIGINT '5', 900719925474099, CAST(NULL AS bigint)]) AS map(bigint, bigint)), CAST(NULL AS map(bigint, bigint))] AS array(map(bigint, bigint))) AS JSON))
SELECT array_distinct(CAST(ARRAY[CAST(MAP(ARRAY[-1], ARRAY[CAST(ARRAY[-7, 1, 1] AS array(integer))]) AS map(bigint, array(integer))), CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[CAST(ARRAY[0, 1, 0] AS array(integer)), CAST(ARRAY[-7, 1] AS array(integer))]) AS map(bigint, array(integer)))] AS array(map(bigint, array(integer)))) || CAST(ARRAY[CAST(MAP(ARRAY[-1], ARRAY[CAST(ARRAY[-7, 1, 1] AS array(integer))]) AS map(bigint, array(integer))), CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[CAST(ARRAY[0, 1, 0] AS array(integer)), CAST(ARRAY[-7, 1] AS array(integer))]) AS map(bigint, array(integer)))] AS array(map(bigint, array(integer))))), reverse(CAST(ARRAY[CAST(MAP(ARRAY[-1], ARRAY[CAST(ARRAY[-7, 1, 1] AS array(integer))]) AS map(bigint, array(integer))), CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[CAST(ARRAY[0, 1, 0] AS array(integer)), CAST(ARRAY[-7, 1] AS array(integer))]) AS map(bigint, array(integer)))] AS array(map(bigint, array(integer))))), slice(CAST(ARRAY[CAST(MAP(ARRAY[-1], ARRAY[CAST(ARRAY[-7, 1, 1] AS array(integer))]) AS map(bigint, array(integer))), CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[CAST(ARRAY[0, 1, 0] AS array(integer)), CAST(ARRAY[-7, 1] AS array(integer))]) AS map(bigint, array(integer)))] AS array(map(bigint, array(integer)))), 1, 2), flatten(ARRAY[CAST(ARRAY[CAST(MAP(ARRAY[-1], ARRAY[CAST(ARRAY[-7, 1, 1] AS array(integer))]) AS map(bigint, array(integer))), CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[CAST(ARRAY[0, 1, 0] AS array(integer)), CAST(ARRAY[-7, 1] AS array(integer))]) AS map(bigint, array(integer)))] AS array(map(bigint, array(integer)))), NULL, CAST(ARRAY[CAST(MAP(ARRAY[-1], ARRAY[CAST(ARRAY[-7, 1, 1] AS array(integer))]) AS map(bigint, array(integer))), CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[CAST(ARRAY[0, 1, 0] AS array(integer)), CAST(ARRAY[-7, 1] AS array(integer))]) AS map(bigint, array(integer)))] AS array(map(bigint, array(integer))))])
SELECT CAST(ROW(CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, boolean))) AS row(f0 map(bigint, boolean))) = CAST(ROW(CAST(MAP(ARRAY[-1], ARRAY[true]) AS map(bigint, boolean))) AS row(f0 map(bigint, boolean))), CAST(ROW(CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, boolean))) AS row(f0 map(bigint, boolean))) <> CAST(ROW(CAST(MAP(ARRAY[-1], ARRAY[true]) AS map(bigint, boolean))) AS row(f0 map(bigint, boolean))), CAST(ROW(CAST(MAP(ARRAY[], ARRAY[]) AS map(bigint, boolean))) AS row(f0 map(bigint, boolean))) IS DISTINCT FROM CAST(ROW(CAST(MAP(ARRAY[-1], ARRAY[true]) AS map(bigint, boolean))) AS row(f0 map(bigint, boolean)))
SELECT array_agg(x) FROM (VALUES CAST(ARRAY[DATE '2025-01-15', DATE '1969-12-31'] AS array(date)), CAST(ARRAY[DATE '2025-01-15'] AS array(date))) AS t (x)
SELECT x, count(*) FROM (VALUES CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, map(varchar, varchar))), CAST(MAP(ARRAY[-7], ARRAY[CAST(MAP(ARRAY['k=v'], ARRAY['{é}']) AS map(varchar, varchar))]) AS map(integer, map(varchar, varchar))), CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, map(varchar, varchar)))) AS t (x) GROUP BY x
SELECT x, count(*) FROM (SELECT CAST(ROW(CAST(ARRAY[] AS array(boolean)), CAST(ARRAY[REAL '-3', REAL '-3', CAST(NULL AS real)] AS array(real)), CAST(ROW(-1, CAST(NULL AS row(f0 date)), CAST(NULL AS map(varchar, boolean))) AS row(f0 bigint, f1 row(f0 date), f2 map(varchar, boolean)))) AS row(f0 array(boolean), f1 array(real), f2 row(f0 bigint, f1 row(f0 date), f2 map(varchar, boolean)))) AS x UNION ALL SELECT CAST(ROW(CAST(ARRAY[false, false, CAST(NULL AS boolean)] AS array(boolean)), CAST(ARRAY[] AS array(real)), CAST(ROW(-1, CAST(ROW(CAST(NULL AS date)) AS row(f0 date)), CAST(MAP(ARRAY[], ARRAY[]) AS map(varchar, boolean))) AS row(f0 bigint, f1 row(f0 date), f2 map(varchar, boolean)))) AS row(f0 array(boolean), f1 array(real), f2 row(f0 bigint, f1 row(f0 date), f2 map(varchar, boolean)))) UNION ALL SELECT CAST(ROW(CAST(ARRAY[] AS array(boolean)), CAST(ARRAY[REAL '-3', REAL '-3', CAST(NULL AS real)] AS array(real)), CAST(ROW(-1, CAST(NULL AS row(f0 date)), CAST(NULL AS map(varchar, boolean))) AS row(f0 bigint, f1 row(f0 date), f2 map(varchar, boolean)))) AS row(f0 array(boolean), f1 array(real), f2 row(f0 bigint, f1 row(f0 date), f2 map(varchar, boolean))))) GROUP BY x
SELECT x, count(*) FROM (VALUES CAST(MAP(ARRAY[], ARRAY[]) AS map(varchar, real)), CAST(MAP(ARRAY['{é}', ''], ARRAY[REAL '-3', CAST(NULL AS real)]) AS map(varchar, real)), CAST(MAP(ARRAY[], ARRAY[]) AS map(varchar, real))) AS t (x) GROUP BY x
SELECT zip(CAST(ARRAY[] AS array(timestamp(3))), CAST(ARRAY[] AS array(timestamp(3)))), zip_with(CAST(ARRAY[] AS array(timestamp(3))), CAST(ARRAY[] AS array(timestamp(3))), (x, y) -> coalesce(x, y))
SELECT CAST(ROW(REAL '-3', CAST(ARRAY[] AS array(boolean))) AS row(f0 real, f1 array(boolean))), CAST(ROW(REAL '-3', CAST(ARRAY[] AS array(boolean))) AS row(f0 real, f1 array(boolean))).f0, json_format(CAST(CAST(ROW(REAL '-3', CAST(ARRAY[] AS array(boolean))) AS row(f0 real, f1 array(boolean))) AS JSON))
SELECT k, v FROM UNNEST(CAST(MAP(ARRAY['null', 'k=v'], ARRAY[REAL '-3', REAL '-3']) AS map(varchar, real))) AS t (k, v)
SELECT CAST(MAP(ARRAY[-7, 0], ARRAY[-1, CAST(NULL AS bigint)]) AS map(integer, bigint)) = CAST(MAP(ARRAY[2147483647, 1], ARRAY[-1, -1]) AS map(integer, bigint)), CAST(MAP(ARRAY[-7, 0], ARRAY[-1, CAST(NULL AS bigint)]) AS map(integer, bigint)) IS DISTINCT FROM CAST(MAP(ARRAY[2147483647, 1], ARRAY[-1, -1]) AS map(integer, bigint)), CAST(MAP(ARRAY[-7, 0], ARRAY[-1, CAST(NULL AS bigint)]) AS map(integer, bigint)) = CAST(MAP(ARRAY[-7, 0], ARRAY[-1, CAST(NULL AS bigint)]) AS map(integer, bigint))
SELECT map_union(x), count(*) FROM (VALUES CAST(MAP(ARRAY[''], ARRAY[CAST(ARRAY['null'] AS array(varchar))]) AS map(varchar, array(varchar))), CAST(MAP(ARRAY['a', '{é}', ''], ARRAY[CAST(ARRAY['a'] AS array(varchar)), CAST(ARRAY['a', 'a', 'k=v'] AS array(varchar)), CAST(ARRAY['b, c', 'a', 'k=v'] AS array(varchar))]) AS map(varchar, array(varchar)))) AS t (x)
SELECT filter(CAST(ARRAY[] AS array(decimal(10,2))), x -> x IS NOT NULL), transform(CAST(ARRAY[] AS array(decimal(10,2))), x -> ROW(x)), any_match(CAST(ARRAY[] AS array(decimal(10,2))), x -> x IS NULL)
SELECT x, count(*) FROM (VALUES CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[REAL '-3', REAL '0.1']) AS map(bigint, real)), CAST(MAP(ARRAY[-1, BIGINT '5', 900719925474099], ARRAY[REAL '0.1', REAL '0.1', CAST(NULL AS real)]) AS map(bigint, real)), CAST(MAP(ARRAY[900719925474099, BIGINT '5'], ARRAY[REAL '-3', REAL '0.1']) AS map(bigint, real))) AS t (x) GROUP BY x
SELECT CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, row(f0 bigint))) = CAST(MAP(ARRAY[1], ARRAY[CAST(ROW(-1) AS row(f0 bigint))]) AS map(integer, row(f0 bigint))), CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, row(f0 bigint))) IS DISTINCT FROM CAST(MAP(ARRAY[1], ARRAY[CAST(ROW(-1) AS row(f0 bigint))]) AS map(integer, row(f0 bigint))), CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, row(f0 bigint))) = CAST(MAP(ARRAY[], ARRAY[]) AS map(integer, row(f0 bigint)))
SELECT array_agg(x) FROM (VALUES CAST(ARRAY[] AS array(map(bigint, date))), CAST(ARRAY[] AS array(map(bigint, date)))) AS t (x)
SELECT t.x.* FROM (SELECT CAST(ROW(DECIMAL '-0.05') AS row(f0 decimal(10,2))) AS x UNION ALL SELECT CAST(ROW(DECIMAL '1.10') AS row(f0 decimal(10,2)))) AS t
SELECT CAST(CAST(CAST(MAP(ARRAY[1, 2147483647], ARRAY[false, true]) AS map(integer, boolean)) AS JSON) AS map(integer, boolean)), CAST(MAP(ARRAY[1, 2147483647], ARRAY[false, true]) AS map(integer, boolean))
SELECT filter(CAST(ARRAY[CAST(NULL AS varchar)] AS array(varchar)), x -> x IS NOT NULL), transform(CAST(ARRAY[CAST(NULL AS varchar)] AS array(varchar)), x -> ROW(x)), any_match(CAST(ARRAY[CAST(NULL AS varchar)] AS array(varchar)), x -> x IS NULL)
SELECT f0 FROM UNNEST(ARRAY[CAST(ROW(false, CAST(NULL AS array(date))) AS row(f0 boolean, f1 array(date))), NULL, CAST(ROW(false, CAST(ARRAY[DATE '2025-01-15'] AS array(date))) AS row(f0 boolean, f1 array(date)))])
SELECT DISTINCT x FROM (VALUES CAST(ARRAY[CAST(NULL AS timestamp(3)), TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999'] AS array(timestamp(3))), CAST(ARRAY[CAST(NULL AS timestamp(3))] AS array(timestamp(3))), CAST(ARRAY[CAST(NULL AS timestamp(3)), TIMESTAMP '2025-01-15 10:30:45.120', TIMESTAMP '1969-12-31 23:59:59.999'] AS array(timestamp(3)))) AS t (x)
SELECT map_agg(k, v), multimap_agg(k, v) FROM UNNEST(CAST(MAP(ARRAY[-7], ARRAY[-1]) AS map(integer, bigint))) AS t (k, v)
SELECT f0 FROM UNNEST(ARRAY[CAST(ROW(2147483647) AS row(f0 integer)), NULL, CAST(ROW(2147483647) AS row(f0 integer))])
