-- The one kind of memory that changes: what a person says of a sentence is what they said last.
MERGE INTO translation_memory AS stored USING staged ON stored.memory_id = staged.memory_id
WHEN MATCHED AND stored.target_text <> staged.target_text THEN UPDATE SET
    target_text = staged.target_text, created_at = staged.created_at
WHEN NOT MATCHED THEN
    INSERT (
        memory_id, text_sha256, pair, package_sha256, settings_sha256, glossary_sha256, target_text, score, flags,
        origin, created_at
    )
    VALUES (
        staged.memory_id, staged.text_sha256, staged.pair, staged.package_sha256, staged.settings_sha256,
        staged.glossary_sha256, staged.target_text, staged.score, staged.flags, staged.origin, staged.created_at
    )
