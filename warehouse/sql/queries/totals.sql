SELECT
    (SELECT count(*) FROM articles),
    (SELECT count(*) FROM versions WHERE is_current AND origin <> 'source'),
    (SELECT count(*) FROM segments),
    (SELECT count(*) FROM missing_versions),
    (SELECT count(*) FROM rejects),
    (SELECT count(*) FROM translation_memory)
