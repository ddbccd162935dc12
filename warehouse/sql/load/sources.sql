MERGE INTO sources AS stored USING staged ON stored.source_id = staged.source_id
WHEN MATCHED AND (stored.name, stored.kind, stored.url, stored.country, stored.default_language, stored.active)
    IS DISTINCT FROM (staged.name, staged.kind, staged.url, staged.country, staged.default_language, staged.active)
THEN UPDATE SET
    name = staged.name, kind = staged.kind, url = staged.url, country = staged.country,
    default_language = staged.default_language, active = staged.active
WHEN NOT MATCHED THEN
    INSERT (source_id, name, kind, url, country, default_language, active)
    VALUES (staged.source_id, staged.name, staged.kind, staged.url, staged.country, staged.default_language, staged.active)
