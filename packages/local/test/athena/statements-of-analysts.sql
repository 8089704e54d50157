-- What analysts write on Athena; the answers are Trino 435's (answers-of-trino-435.json).
select x, sum(x) over (order by x rows between 1 preceding and current row) from (values 1,2,3,4) t(x) order by x
select x, sum(x) over (order by x range between 1 preceding and 1 following) from (values 1,2,4,5) t(x) order by x
select x, sum(x) over (order by x groups between 1 preceding and current row) from (values 1,1,2,4,5) t(x) order by x
select x, count(*) over (order by x desc) from (values 1,null,3) t(x) order by x
select x, lag(x, 2, 0) over (order by x), lead(x, 1, -1) over (order by x) from (values 1,2,3) t(x) order by x
select x, lag(x) ignore nulls over (order by o) from (values (1,1),(null,2),(3,3),(null,4)) t(x,o) order by o
select x, last_value(x) over (order by x), nth_value(x, 2) over (order by x) from (values 1,2,3) t(x) order by x
select x, last_value(x) ignore nulls over (order by o rows between unbounded preceding and current row) from (values (1,1),(null,2),(3,3)) t(x,o) order by o
select x, cume_dist() over (order by x), percent_rank() over (order by x), ntile(3) over (order by x) from (values 1,2,2,4) t(x) order by x
select x, array_agg(x) over (order by x) from (values 1,2) t(x) order by x
select x, avg(x) over (partition by x % 2) from (values 1,2,3) t(x) order by x
select x, row_number() over () from (values 1) t(x)
select x, sum(sum(x)) over (order by x) from (values 1,2,2) t(x) group by x order by x
select count(distinct x) over () from (values 1,2,2) t(x)
select sum(x) filter (where x > 1) over () from (values 1,2,3) t(x)
with a as (select 1 x), b as (select x + 1 y from a) select * from a, b
with a(p, q) as (select 1, 2) select q, p from a
with a as (select 1 x), a as (select 2 x) select * from a
with a as (with b as (select 2 x) select * from b) select * from a
select date_trunc('second', timestamp '2024-05-17 13:45:56.789'), date_trunc('week', date '2024-05-17'), date_trunc('quarter', date '2024-05-17'), date_trunc('year', timestamp '2024-05-17 13:45:56')
select date_trunc('hour', date '2024-05-17')
select date_trunc('month', '2024-05-17')
select date_trunc('day', timestamp '2024-03-31 03:30:00 Europe/Paris'), date_trunc('hour', timestamp '2024-03-31 03:30:00 Europe/Paris')
select date_diff('month', date '2024-01-31', date '2024-02-29'), date_diff('month', date '2024-02-29', date '2024-01-31'), date_diff('year', date '2020-02-29', date '2024-02-28'), date_diff('week', date '2024-01-01', date '2024-01-14'), date_diff('quarter', date '2024-01-01', date '2024-12-31')
select date_diff('day', timestamp '2024-01-01 23:00:00', timestamp '2024-01-02 22:00:00'), date_diff('hour', timestamp '2024-01-01 00:00:00', timestamp '2023-12-31 22:30:00')
select date_diff('day', timestamp '2024-03-30 12:00:00 Europe/Paris', timestamp '2024-03-31 12:00:00 Europe/Paris'), date_diff('hour', timestamp '2024-03-30 12:00:00 Europe/Paris', timestamp '2024-03-31 12:00:00 Europe/Paris')
select date_diff('day', date '2024-01-01', timestamp '2024-01-02 22:00:00')
select date_add('month', 1, date '2024-01-31'), date_add('month', -1, date '2024-03-31'), date_add('year', 1, date '2024-02-29'), date_add('week', 2, date '2024-01-01'), date_add('quarter', 1, date '2024-11-30')
select date_add('hour', 1, timestamp '2024-03-31 01:30:00 Europe/Paris'), date_add('day', 1, timestamp '2024-03-30 02:30:00 Europe/Paris')
select date_add('hour', 1, date '2024-01-01')
select date '2024-01-31' + interval '1' month, timestamp '2024-01-31 10:00:00' - interval '1' month, date '2024-01-31' - interval '1' year
select date '2024-01-31' + interval '1' hour
select date '2024-01-31' - date '2024-01-01'
select timestamp '2024-01-31 10:00:00' - timestamp '2024-01-30 09:00:00'
select date '2024-01-31' + 1
select date_parse('2024-05-17 13:45:56', '%Y-%m-%d %H:%i:%s'), date_parse('17-05-24 1:05 PM', '%d-%m-%y %l:%i %p'), date_parse('2024 137', '%Y %j')
select date_parse('2024-13-01', '%Y-%m-%d')
select date_parse('2024-01-01 extra', '%Y-%m-%d')
select date_parse('2024-01-01 10:11:12.345678', '%Y-%m-%d %H:%i:%s.%f')
select date_parse('May 5, 2024', '%M %e, %Y'), date_parse('Fri May  5 2024', '%a %b %e %Y')
select date_parse('2024-01-01', '%x')
select date_format(timestamp '2024-05-07 03:04:05.678', '%a %b %c %d %e %f %H %h %I %i %j %k %l %M %m %p %r %S %s %T %v %W %Y %y %%')
select date_format(timestamp '2024-01-01 00:00:00', '%x-%v'), date_format(timestamp '2021-01-01 00:00:00', '%x-W%v')
select date_format(timestamp '2024-05-07 03:04:05', '%U')
select date_format(timestamp '2024-05-07 03:04:05', '%w')
select date_format(timestamp '2024-05-07 03:04:05', '%q %z')
select format_datetime(timestamp '2024-05-07 03:04:05.678', 'yyyy-MM-dd''T''HH:mm:ss.SSSZZ'), format_datetime(timestamp '2024-05-07 13:04:05.678', 'E EEEE MMM MMMM d D h K k a'), format_datetime(timestamp '2024-05-07 13:04:05.678', 'YYYY ww e')
select format_datetime(date '2024-05-07', 'yyyyMMdd'), format_datetime(date '2024-05-07', 'yy/M/d')
select parse_datetime('2024-05-07 03:04:05', 'yyyy-MM-dd HH:mm:ss'), parse_datetime('2024-05-07T03:04:05+0200', 'yyyy-MM-dd''T''HH:mm:ssZ')
select parse_datetime('nope', 'yyyy')
select from_iso8601_timestamp('2024-05-07'), from_iso8601_timestamp('2024-05-07T10:11:12.123456Z'), from_iso8601_timestamp('2024-W19-2'), from_iso8601_timestamp('2024-128T10'), from_iso8601_timestamp('2024-05-07T10:11+02:00')
select from_iso8601_timestamp('2024-05-07 10:11:12')
select from_iso8601_date('2024-05-07'), from_iso8601_date('2024-W19-2'), from_iso8601_date('2024-128')
select to_iso8601(timestamp '2024-05-07 10:11:12.1'), to_iso8601(date '2024-05-07'), to_iso8601(timestamp '2024-05-07 10:11:12 Europe/Paris'), to_iso8601(timestamp '2024-05-07 10:11:12.123456')
select at_timezone(timestamp '2024-05-07 10:11:12 UTC', 'America/Los_Angeles'), timestamp '2024-05-07 10:11:12' at time zone 'Asia/Kolkata', timestamp '2024-11-03 05:30:00 UTC' at time zone 'America/New_York', timestamp '2024-11-03 06:30:00 UTC' at time zone 'America/New_York'
select at_timezone(timestamp '2024-05-07 10:11:12', 'America/Los_Angeles')
select with_timezone(timestamp '2024-05-07 10:11:12', '+05:30'), with_timezone(timestamp '2024-03-31 02:30:00', 'Europe/Paris')
select timestamp '2024-05-07 10:11:12 +02:00' = timestamp '2024-05-07 08:11:12 UTC', timestamp '2024-05-07 10:11:12 UTC' > timestamp '2024-05-07 08:11:12'
select cast('2024-05-07 10:11:12 Europe/Paris' as timestamp with time zone), cast(timestamp '2024-05-07 10:11:12 Europe/Paris' as timestamp), cast(timestamp '2024-05-07 23:11:12 Europe/Paris' as date), cast(date '2024-05-07' as timestamp with time zone)
select from_unixtime(1715076672.123), from_unixtime(1715076672, 'Asia/Tokyo'), from_unixtime(-1)
select from_unixtime(1715076672, 5, 30)
select to_unixtime(timestamp '2024-05-07 10:11:12.5'), to_unixtime(timestamp '2024-05-07 10:11:12 Europe/Paris'), to_unixtime(date '2024-05-07')
select hour(timestamp '2024-05-07 23:11:12 +05:30'), minute(timestamp '2024-05-07 23:11:12'), second(timestamp '2024-05-07 23:11:12.9'), millisecond(timestamp '2024-05-07 23:11:12.987')
select timestamp '2024-02-30 00:00:00'
select cast('2024-2-3' as date), cast('2024-02-03 ' as date)
select cast('2024-02-03 10:11' as timestamp), cast('2024-02-03' as timestamp), cast('2024-02-03T10:11:12' as timestamp)
select cast('2024-02-03 10:11:12.3456' as timestamp), cast('2024-02-03 10:11:12.3456' as timestamp(0)), cast(timestamp '2024-02-03 10:11:12.999' as timestamp(0)), cast(timestamp '2024-02-03 10:11:12.3456' as varchar)
select approx_percentile(x, 0.5e0), approx_percentile(x, 0.95e0), approx_percentile(x, array[0.25e0, 0.5e0, 0.75e0]) from unnest(sequence(1, 10)) t(x)
select approx_percentile(x, 0.5e0) from (values 1e0, 2e0, 3e0, null) t(x)
select approx_percentile(x, 1.5e0) from (values 1) t(x)
select approx_distinct(x), approx_distinct(x, 0.01e0) from (values 1,2,2,null) t(x)
select k, approx_percentile(v, 0.99e0) from (values ('a', 1),('a',2),('b',3)) t(k,v) group by k order by k
select format_datetime(timestamp '2024-05-07 03:04:05.678', 'ZZ')
select format_datetime(timestamp '2024-05-07 03:04:05.678', 'Z')
select format_datetime(timestamp '2024-05-07 03:04:05.678', 'ZZZ')
select format_datetime(timestamp '2024-05-07 03:04:05.678', 'z')
select format_datetime(date '2024-05-07', 'ZZ')
select format_datetime(date '2024-05-07', 'HH:mm')
select format_datetime(timestamp '2024-05-07 13:04:05.678', 'E EEEE MMM MMMM d D h K k a'), format_datetime(timestamp '2024-05-07 13:04:05.678', 'YYYY ww e')
select format_datetime(timestamp '2024-05-07 13:04:05.678', '''o''''clock'' HH')
select regexp_extract('abc', 'x'), regexp_extract('abc', '(x)?c', 1), regexp_extract('abc', 'b', 1)
select regexp_like('abc', '[')
select regexp_replace('abc', '(?<n>b)', '${n}${n}'), regexp_replace('abc', 'b', '\\$0')
select regexp_replace('abc', 'b', '$1')
select regexp_like('a.b', '\Qa.b\E'), regexp_like('aXb', 'a\p{Lu}b'), regexp_like('ab', '\Aab\z'), regexp_like('a
select json_extract('{"a": [1, {"b": "x"}]}', '$.a[1].b'), json_extract_scalar('{"a": [1, {"b": "x"}]}', '$.a[1].b'), json_extract_scalar('{"a": [1]}', '$.a'), json_extract_scalar('{"a": null}', '$.a'), json_extract('{"a": null}', '$.a'), json_extract_scalar('{"a": true}', '$.a'), json_extract_scalar('{"a": 1.50}', '$.a'), json_extract_scalar('{"a": 1e3}', '$.a')
select json_extract('{"a":1', '$.a'), json_extract('x', '$')
select json_extract('{"a":1}', 'a'), json_extract('{"a":1}', '$..a')
select json_extract('{"a":1}', '$.'), 1
select json_extract_scalar('{"a b": 1, "c.d": 2}', '$["a b"]'), json_extract_scalar('{"a b": 1, "c.d": 2}', '$["c.d"]'), json_extract_scalar('{"a-b": 1}', '$.a-b'), json_extract_scalar('{"@t": 1}', '$.@t')
select json_extract_scalar('[1,2,3]', '$[0]'), json_extract_scalar('[1,2,3]', '$[-1]'), json_extract_scalar('[1,2,3]', '$[5]')
select json_array_length('[1,2,[3]]'), json_array_length('{}'), json_array_get('[1,2]', 1), json_array_get('["a"]', 0), json_array_get('[1,2]', -1), json_size('{"a":[1,2]}', '$.a'), json_size('{"a":1}', '$.a'), is_json_scalar('1'), is_json_scalar('[1]')
select json_parse('{"b":2,"a":1,"a":3}'), json_parse('[1.0, 1e2, "\u00e9", null, true]'), json_format(json_parse('{"b": 2, "a": [1, 2]}'))
select json_parse('nope')
select cast(json_extract('{"a":[1,2]}', '$.a') as array(integer)), cast(json_extract('{"a":"1"}', '$.a') as integer), cast(json_parse('{"a":{"b":1.5}}') as map(varchar, map(varchar, double)))
select try(1/0), try(cast('x' as integer)), try_cast('x' as integer), try_cast('2024-02-30' as date), try_cast(null as integer), try(json_parse('x')), try(date_parse('x', '%Y')), try(element_at(array[1], 5)), try(array[1][5])
select coalesce(try(cast(x as integer)), -1) from (values '1', 'x') t(x) order by 1
select t.n, u.e, u.o from (values (1, array['a','b'])) t(n, a) cross join unnest(a) with ordinality u(e, o) order by 3
select u.* from unnest(array[1,2,3], array['a','b']) with ordinality as u(n, s, o) order by o
select k, v from unnest(map(array['a','b'], array[1,2])) u(k, v) order by k
select * from unnest(array[row(1,'a'), row(2,'b')]) as u(n, s) order by n
select t.x, u.y from (values (1, array[10,20]), (2, cast(array[] as array(integer)))) t(x, a) left join unnest(a) u(y) on true order by 1, 2
select e from unnest(array[]) u(e)
select e from unnest(null) u(e)
select sequence(5, 1), sequence(1, 5, 2), sequence(date '2024-01-03', date '2024-01-01')
select transform(array[1,2], x -> x * 2), filter(array[1,null,3], x -> x is not null), reduce(array[1,2,3], 0, (s,x) -> s + x, s -> s), any_match(array[1,2], x -> x > 1), all_match(array[1,2], x -> x > 1), none_match(array[1,2], x -> x > 5), find_first(array[1,2,3], x -> x > 1)
select array_join(array[1,null,3], ','), array_join(array[1,null,3], ',', 'N'), array_position(array['a','b'], 'b'), array_max(array[1,3,2]), array_min(array['b','a']), contains(array[1,null], 2), contains(array[1,2], 2), flatten(array[array[1], array[2,3]]), array_average(array[1,2]), array_sum(array[1,2])
select array[1,2][1], array['a'][2]
select array_agg(x) from (values 1) t(x) where false
select map(array['a'], array[1])['z']
select split('a,b,c', ',', 2), split_part('a,b,c', ',', 2), split_part('a,b', ',', 5), split('', ','), split('abc', 'x')
select split_part('a,b', ',', 0)
select 'abc' like 'a%', 'a_c' like 'a\_c' escape '\', 'abc' like '_b_', 'ABC' like 'abc', 'a' like null, 'a
select 'abc' like 'a%' escape ''
select 'a%c' like 'a$%c' escape '$', 'abc' not like '%d%'
select 7 / 2, -7 / 2, 7 / 2e0, decimal '7' / 2, decimal '7.0' / decimal '2.00', 7 % 3, decimal '1' / 3, cast(1 as decimal(38,10)) / 3, decimal '10.00' * decimal '10.00', cast(5 as bigint) / 2, cast(7 as tinyint) / cast(2 as tinyint), cast(1 as real) / 3
select round(decimal '2.5'), round(2.5e0), round(-2.5e0), round(decimal '123.456', 1), round(123.456e0, -1), round(15, -1), truncate(decimal '2.9'), truncate(2.99e0, 1), ceil(decimal '2.1'), floor(decimal '-2.1'), sign(decimal '-2.1'), mod(decimal '5.5', 2), power(2, 10), sqrt(16), cbrt(27e0), ln(1e0), log10(100), log2(8), log(2, 8), exp(0e0), abs(decimal '-1.5')
select cast(decimal '123.456' as decimal(5,1)), cast(123.456e0 as decimal(5,1)), cast(99999 as decimal(3,0))
select cast(1234567890123 as varchar), cast(1.0e0 as varchar), cast(decimal '1.50' as varchar), cast(true as varchar), cast(date '2024-01-01' as varchar), cast(1 as varchar(1)), cast(12 as varchar(1))
select sum(x), avg(x), typeof(sum(x)), typeof(avg(x)) from (values decimal '1.10', decimal '2.25') t(x)
select avg(x) from (values 1, 2) t(x)
select avg(cast(x as decimal(10,2))) from (values 1, 2, 2) t(x)
select sum(x), count(x), avg(x), min(x), max(x), stddev(x), variance(x) from (values 1) t(x) where false
select json_extract('{"a":1,"a":2}', '$.a'), json_extract_scalar('{"a":1,"a":2}', '$.a')
select json_extract('{"a":{"b":1},"a":{"c":2}}', '$.a.c')
select json_extract_scalar('{"a":1} trailing', '$.a')
select json_extract_scalar('{"x":[1,2', '$.x[0]')
select json_extract_scalar('{"x":[1,2', '$.x')
select json_extract_scalar('{"x":', '$.x')
select json_extract('{"a":[1,2', '$.a')
select json_extract_scalar('{"a":1, nope', '$.a')
select json_extract_scalar('{"a":1, nope', '$.b')
select json_extract('{"a":1', '$')
select json_extract('{"a":1}x', '$')
select json_extract_scalar('"x"y', '$')
select json_size('{"a":[1,2],"b', '$.a')
select json_extract_scalar('{"a":1}', '$.a.b')
select json_extract_scalar('{"a":[{"b":5}]}', '$.a[0].b'), json_extract_scalar('{"a":"x', '$.a')
select json_extract_scalar('{"a":"x"', '$.a')
select json_extract_scalar('{"a":12', '$.a')
select json_extract_scalar('{''a'':1}', '$.a')
select json_extract_scalar('{a:1}', '$.a')
select json_extract_scalar('{"a":NaN}', '$.a')
select json_extract_scalar('{"a":01}', '$.a')
select json_extract_scalar('{"a-b": 1}', '$.a-b')
select json_extract_scalar('{"a:b": 1}', '$.a:b')
select json_extract_scalar('{"$a": 1}', '$.$a')
select json_extract_scalar('{"a b": 1}', '$.a b')
select json_extract_scalar('{"é": 1}', '$.é')
select json_extract_scalar('{"1": 1}', '$.1')
select json_extract_scalar('{"a": 1}', '$[a]')
select json_extract_scalar('{"a": {"b":2}}', '$.a["b"]')
select json_extract_scalar('{"a": 1}', '$[''a'']')
select json_extract_scalar('{"a": 1}', '$["a"]')
select json_extract_scalar('{"a\"b": 1}', '$["a\"b"]')
select json_extract_scalar('{"a": 1}', '')
select json_extract_scalar('{"a": 1}', 'a')
select json_extract_scalar('{"a": 1}', '$a')
select json_extract_scalar('{"0": 1}', '$[0]')
select json_extract_scalar('{"0": 1}', '$.0')
select json_extract_scalar('[7]', '$.0')
select json_extract_scalar('[7]', '$["0"]')
select json_extract_scalar('{"a": {"b": [{"c": "d"}]}}', '$.a.b[0].c')
select json_extract('{"a":  [ 1 , {"z":1, "b" : 2.50} ] }', '$.a')
select typeof(count(*)), typeof(max(x)) from (values 1, 2) t(x)
select typeof(row_number() over ()) from (values 1, 2) t(x)
select nullif(sum(x), 0), if(count(*) > 1, 'a', 'b'), coalesce(max(x), 0), greatest(max(x), 1), concat('a', cast(count(*) as varchar)) from (values 1, 2) t(x)
select corr(x, y), covar_pop(x, y), regr_slope(x, y), regr_intercept(x, y), covar_samp(x, y) from (values (1, 2), (2, 5), (3, 9)) t(x, y)
select corr(cast(x as bigint), cast(y as bigint)), covar_pop(x, cast(y as double)) from (values (1, 2), (2, 5), (3, 9)) t(x, y)
select corr(cast(x as decimal(5,2)), y) from (values (1, 2), (2, 5), (3, 9)) t(x, y)
select is_nan(1), is_nan(real '1'), is_finite(1), degrees(1), sqrt(2), exp(1), ln(2), power(2, 3), atan2(1, 1), cbrt(8), sin(0)
select typeof(round(1.5e0)), typeof(truncate(1)), typeof(truncate(real '1.5')), typeof(truncate(1.5e0, 1)), typeof(mod(5, 3)), typeof(mod(cast(5 as tinyint), cast(3 as tinyint))), typeof(mod(5e0, 3)), typeof(mod(decimal '5.5', decimal '2')), typeof(sign(real '1')), typeof(sign(cast(1 as tinyint))), typeof(stddev(1)), typeof(avg(real '1')), typeof(geometric_mean(1)), typeof(geometric_mean(real '1'))
select truncate(decimal '12.345', 1), truncate(decimal '-12.345'), truncate(real '12.7'), truncate(12.345e0, 2), truncate(12), truncate(decimal '12.345', -1)
select mod(decimal '5.5', 2), mod(decimal '-5.5', decimal '2.25'), mod(5, decimal '1.5'), mod(7e0, 0), mod(real '5', real '3')
select from_unixtime(0, 5, 30), from_unixtime(0, -5, 0)
select sequence(date '2024-01-31', date '2024-05-01', interval '1' month), sequence(date '2024-05-01', date '2024-01-31', interval '-1' month), sequence(date '2024-01-31', date '2025-05-01', interval '1' year)
select sequence(timestamp '2024-01-01 00:00:00', timestamp '2024-01-01 02:00:00', interval '1' hour), sequence(timestamp '2024-01-31 00:00:00', timestamp '2024-03-31 02:00:00', interval '1' month)
select sequence(date '2024-01-01', date '2024-01-02', interval '1' hour)
select sequence(date '2024-01-02', date '2024-01-01', interval '1' day)
select sequence(date '2024-03-01', date '2024-01-01', interval '1' month)
select at_timezone(timestamp '2024-05-07 10:11:12.5', 'Asia/Tokyo'), timestamp '2024-05-07 10:11:12' at time zone 'Asia/Tokyo'
select first_value(x) filter (where x > 1) over (order by x) from (values 1, 2) t(x)
select count(distinct x) over (partition by x) from (values 1, 2) t(x)
select approx_percentile(x, -0.1e0) from (values 1) t(x)
select approx_percentile(x, array[0.5e0, 2e0]) from (values 1) t(x)
select mod(-5.5e0, 2.25e0), mod(5.5e0, -2.25e0), -5.5e0 % 2.25e0, 5.5e0 % -2.25e0, real '-5.5' % real '2.25'
select mod(-5, 3), mod(cast(-5 as bigint), 3)
select cast('2.5' as decimal(5,1)), array_sort(array[3,1,null,2]), split_part('a,b,c', ',', 2), trim(both 'x' from 'xax')
select typeof(sum(x)), typeof(avg(x)) from (values 1, 2) t(x)
-- differs: Trino can't choose between overloads
select json_extract_scalar(null, '$.a')
-- differs: names of zones in words are refused
select format_datetime(timestamp '2024-05-07 13:04:05.678 America/New_York', 'yyyy-MM-dd HH:mm:ss z')
-- differs: refused: the n greatest values
select max_by(x, y, 2) from (values (1, 'a'), (2, 'b'), (3, 'c')) t(x, y)
select k, g, sum(v), grouping(k, g) from (values ('a','x',1),('a','y',2),('b','x',3)) t(k,g,v) group by grouping sets ((k,g),(k),()) order by 1,2
select k, g, sum(v) from (values ('a','x',1),('a','y',2),('b','x',3)) t(k,g,v) group by cube(k,g) order by 1 nulls first, 2 nulls first
select k, g, sum(v) from (values ('a','x',1),('a','y',2),('b','x',3)) t(k,g,v) group by rollup(k,g) order by 1 nulls first, 2 nulls first
select k, sum(v) from (values ('a',1)) t(k,v) group by grouping sets (k, ()) having sum(v) > 0 order by 1
select k, sum(v) from (values ('a',1),('b',2)) t(k,v) group by 1 order by 2 desc
select upper(k), sum(v) from (values ('a',1),('b',2)) t(k,v) group by upper(k)
select upper(k), sum(v) from (values ('a',1),('b',2)) t(k,v) group by k order by k
select k, v from (values ('a',1),('b',2)) t(k,v) group by k
select distinct k from (values ('a',1),('b',2)) t(k,v) order by v
select x from (values 1,2,2) t(x) intersect select x from (values 2,2,3) u(x)
select x from (values 1,2,2) t(x) except select x from (values 2,3) u(x)
select x from (values 1,2,2) t(x) intersect all select x from (values 2,2,3) u(x)
select x from (values 1,2,2,2) t(x) except all select x from (values 2,3) u(x)
select 1 union select 1 union all select 1
select 1 x union all select 2e0 order by x desc limit 1
select 1 union all select 'a'
select x from (values 1,2,3) t(x) union select null
(select 1) union all (select 2) order by 1
select x from (values 3,1,2) t(x) order by x offset 1 limit 1
select x from (values 3,1,2) t(x) order by x offset 1 rows fetch first 1 row only
select x from (values 3,1,2) t(x) order by x fetch first 2 rows only
select x from (values 3,1,2) t(x) order by x limit all
select x from (values 3,1,2) t(x) limit 0
select x from (values 1,null,2) t(x) order by x
select x from (values 1,null,2) t(x) order by x desc
select x from (values 1,null,2) t(x) order by x desc nulls last
select x, y from (values (1,null),(2,5)) t(x,y) order by y asc nulls first
select a.x, b.y from (values 1,2) a(x) full join (values 2,3) b(y) on a.x = b.y order by 1, 2
select * from (values (1,'a')) a(id,n) join (values (1,'b')) b(id,m) using (id)
select * from (values (1,'a')) a(id,n) natural join (values (1,'b')) b(id,m)
select a.x from (values 1,2,3) a(x) where exists (select 1 from (values 2,3) b(y) where b.y = a.x) order by 1
select a.x from (values 1,2,null) a(x) where a.x not in (select y from (values 1,null) b(y))
select x, (select max(y) from (values (1,5),(2,6)) b(k,y) where b.k = a.x) m from (values 1,2,3) a(x) order by 1
select x > all (select y from (values 1,2) b(y)), x = any (select y from (values 1,3) b(y)) from (values 3) a(x)
select case x when 1 then 'a' when 2 then 'b' else 'c' end, case when x > 1 then 1 end from (values 1,2,3) t(x) order by 1
select coalesce(null, 1, 2), nullif(1, 1), nullif('a', 'b'), if(false, 1), greatest(1, null), least(1, 2), greatest('a', 'b')
select 1 = 1e0, 1 < decimal '1.5', '1' = '1', 'a' < 'b', date '2024-01-01' < timestamp '2024-01-01 00:00:01'
select 1 = '1'
select 'a' || 1
select 1 + '1'
select true and null, false and null, true or null, not null
select null = null, null is null, 1 is distinct from null, null is not distinct from null
select 5 between 1 and 10, 5 not between 6 and 10, 5 between 10 and 1, 5 in (1, 5), 5 not in (1, null)
select typeof(1), typeof(10000000000), typeof(1e0), typeof('a'), typeof(null), typeof(true), typeof(date '2024-01-01'), typeof(timestamp '2024-01-01 00:00:00'), typeof(timestamp '2024-01-01 00:00:00.123'), typeof(array[1]), typeof(map(array['a'], array[1])), typeof(row(1, 'a')), typeof(decimal '1.23'), typeof(interval '1' day)
select cast(row(1, 'a') as row(x integer, y varchar)).x, row(1, 'a')[1]
select array[row(1, 'a')][1][2]
select sum(x), avg(x), count(distinct x) from (values 1, 2, 2, null) t(x)
select sum(cast(x as tinyint)), sum(cast(x as real)), avg(cast(x as real)) from (values 1, 2) t(x)
select max(x), min(x) from (values 'b', 'a', null) t(x)
select listagg(x, ',') within group (order by x desc) from (values 'a', 'b', null) t(x)
select listagg(distinct x, ',') within group (order by x) from (values 'a', 'b', 'a') t(x)
select array_agg(x order by y) from (values ('a', 2), ('b', 1)) t(x, y)
select count(*) filter (where x > 1), sum(x) filter (where x > 10) from (values 1, 2, 3) t(x)
select max_by(x, y), min_by(x, y), arbitrary(x) from (values ('a', 1), ('a', null)) t(x, y)
select stddev(x), variance(x), stddev_pop(x), var_pop(x) from (values 1, 2, 3, 4) t(x)
select bool_or(x > 2), bool_and(x > 0), count_if(x = 1) from (values 1, 2, 3) t(x)
select bitwise_and_agg(x), bitwise_or_agg(x) from (values 3, 5) t(x)
select date_trunc('day', t) d, count(*) c, lag(count(*)) over (order by date_trunc('day', t)) p from (values timestamp '2024-01-01 10:00:00', timestamp '2024-01-01 11:00:00', timestamp '2024-01-02 10:00:00') x(t) group by 1 order by 1
select k, v, v - lag(v) over (partition by k order by o) d, sum(v) over (partition by k order by o rows between unbounded preceding and current row) r from (values ('a',1,10),('a',2,15),('b',1,7)) t(k,o,v) order by 1, o
with r as (select x, row_number() over (partition by k order by x desc) rn from (values ('a',1),('a',2),('b',3)) t(k,x)) select x from r where rn = 1 order by x
with d as (select cast(x as date) x from unnest(sequence(date '2024-01-30', date '2024-02-02')) t(x)) select x, day_of_week(x) in (6, 7) weekend from d order by x
with a as (select 1 x), b as (select x, x * 2 y from a), c as (select sum(y) z from b) select * from a cross join b cross join c
select t.x, u.a, u.b from (values (1, array[row(1,'p'), row(2,'q')])) t(x, arr) cross join unnest(arr) u(a, b) order by 2
select json_extract_scalar(j, '$.user.id') id, cast(json_extract(j, '$.tags') as array(varchar)) tags, json_array_length(json_extract(j, '$.tags')) n from (values '{"user":{"id":7},"tags":["a","b"]}', '{}') t(j) order by 1
select element_at(split('a/b/c', '/'), -1), cardinality(split('', ',')), split_part('2024-01-02', '-', 2), regexp_extract('/api/users/12', '/api/(\w+)/?(\d+)?', 2)
select url_extract_host('https://a.b/c?d=e#f'), url_extract_parameter('https://a.b/c?d=e&g=%20', 'g'), url_decode('a%20b+c'), url_encode('a b&c')
select to_hex(md5(to_utf8('a'))), from_utf8(from_base64('YQ==')), to_base64(to_utf8('a')), length(to_utf8('é'))
select cast('2024-01-01 10:00:00.123456' as timestamp(6)), timestamp '2024-01-01 10:00:00.123456', cast(timestamp '2024-01-01 10:00:00.123456' as timestamp(3))
select date_diff('second', timestamp '2024-01-01 00:00:00', timestamp '2024-01-01 00:01:00.9'), date_diff('millisecond', timestamp '2024-01-01 00:00:00', timestamp '2024-01-01 00:00:00.9'), to_milliseconds(timestamp '2024-01-01 00:00:01' - timestamp '2024-01-01 00:00:00')
select avg(x) from (values decimal '1.1', decimal '2.2', decimal '3.4') t(x)
select sum(x) / count(*), sum(x) * 100.0e0 / sum(sum(x)) over () from (values 1, 2) t(x) group by x order by 1
select round(avg(x), 2), round(cast(sum(x) as double) / count(*), 2), cast(avg(x) as decimal(10,2)) from (values 1, 2, 2) t(x)
select 10 / 4, 10 / 4e0, 10 / decimal '4', cast(10 as double) / 4, 1e0 * 10 / 4, decimal '10' / 4, decimal '10.0' / 4, decimal '1' / decimal '3.000'
select cast(1.005e0 as decimal(3,2)), cast(0.1e0 + 0.2e0 as decimal(10,5)), cast('1.239' as decimal(3,2)), cast(1e0/3 as varchar), cast(cast(1 as decimal(5,2))/3 as varchar)
select decimal '12345678901234567890.1234' * decimal '1.5', decimal '0.1' + decimal '0.20', decimal '5' % decimal '3.5', - decimal '1.5'
select x from (values 1, 2, 3, 4) t(x) where x % 2 = 0 and not x in (4) or x = 1 order by x
select "x" from (select 1 as "X") t
select t."x y" from (select 1 as "x y") t
select x as "select", x as "Total %" from (values 1) t(x)
select * from (select 1 a, 2 b) t where a = 1 and (b, a) = (2, 1)
select count(*) from (select 1 where false) t
select max(x) from (values 1) t(x) having max(x) > 1
select 1 from (values 1) t(x) group by ()
select sum(x) from (values 1) t(x) where sum(x) > 1
select x, count(*) from (values 1) t(x)
select nope from (values 1) t(x)
select t.* from (values (1, 2)) t(a, b)
select u.* from (values (1, 2)) t(a, b)
table x
values (1, 'a'), (2, 'b')
select * from (values (1, 'a'), (2, null)) order by 1
select cast(array['1', '2'] as array(integer)), cast(null as array(integer))
