select count(*) as n, max(id) as top from {{ ref('rows_of') }}
