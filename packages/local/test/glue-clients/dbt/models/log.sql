{{ config(materialized='incremental', incremental_strategy='append', format='json') }}
select id, name from {{ ref('rows_of') }}
