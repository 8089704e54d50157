{{ config(materialized='table') }}
select * from {{ ref('rows_of') }}
