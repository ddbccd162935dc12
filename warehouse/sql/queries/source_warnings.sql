SELECT source_id, warning, detail, since, is_expectation
FROM source_warnings
ORDER BY is_expectation DESC, source_id, warning, detail
