-- A correction that came before holds again when it comes again; its text never changes.
MERGE INTO corrections AS stored USING staged ON stored.correction_id = staged.correction_id
WHEN MATCHED AND NOT stored.is_current THEN UPDATE SET
    is_current = TRUE, corrected_at = staged.corrected_at, corrected_by = staged.corrected_by, run_id = staged.run_id
WHEN NOT MATCHED THEN
    INSERT (
        correction_id, pair, text_sha256, source_text, target_text, article_id, corrected_by, corrected_at, is_current,
        run_id
    )
    VALUES (
        staged.correction_id, staged.pair, staged.text_sha256, staged.source_text, staged.target_text,
        staged.article_id, staged.corrected_by, staged.corrected_at, TRUE, staged.run_id
    )
