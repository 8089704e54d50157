{{ config(materialized='incremental', incremental_strategy='insert_overwrite', partitioned_by=['day']) }}
select id, name, date '2025-01-15' as day from {{ ref('rows_of') }}
{% if is_incremental() %} where id > 1 union all select 9, 'n', date '2025-01-16' {% endif %}
