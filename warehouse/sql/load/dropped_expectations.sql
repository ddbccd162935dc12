DELETE FROM source_expectations WHERE source_id IN (SELECT source_id FROM staged)
