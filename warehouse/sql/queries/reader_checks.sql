-- The last checks of every source, oldest first.
SELECT source_id, checked_at, status, articles_new
FROM source_checks
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY checked_at DESC) <= $most
ORDER BY source_id, checked_at
