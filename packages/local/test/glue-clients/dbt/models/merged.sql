{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', table_type='iceberg', partitioned_by=['bucket(id, 4)']) }}
select id, name from {{ ref('rows_of') }}
{% if is_incremental() %} union all select 7, 'm' {% endif %}
