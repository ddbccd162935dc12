-- A stored translation never changes: an existing key is left alone.
MERGE INTO translation_memory AS stored USING staged ON stored.memory_id = staged.memory_id
WHEN NOT MATCHED THEN
    INSERT (
        memory_id, text_sha256, pair, package_sha256, settings_sha256, glossary_sha256, target_text, score, flags,
        origin, created_at
    )
    VALUES (
        staged.memory_id, staged.text_sha256, staged.pair, staged.package_sha256, staged.settings_sha256,
        staged.glossary_sha256, staged.target_text, staged.score, staged.flags, staged.origin, staged.created_at
    )
