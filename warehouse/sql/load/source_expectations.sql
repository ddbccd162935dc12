MERGE INTO source_expectations AS stored USING staged ON stored.source_id = staged.source_id
WHEN MATCHED AND (stored.min_per_day, stored.max_per_day, stored.languages, stored.max_silence_hours)
    IS DISTINCT FROM (staged.min_per_day, staged.max_per_day, staged.languages, staged.max_silence_hours)
THEN UPDATE SET
    min_per_day = staged.min_per_day, max_per_day = staged.max_per_day, languages = staged.languages,
    max_silence_hours = staged.max_silence_hours
WHEN NOT MATCHED THEN
    INSERT (source_id, min_per_day, max_per_day, languages, max_silence_hours)
    VALUES (
        staged.source_id, staged.min_per_day, staged.max_per_day, staged.languages, staged.max_silence_hours
    )
