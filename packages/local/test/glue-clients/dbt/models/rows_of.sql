select 1 as id, 'x' as name
union all
select 2, null
