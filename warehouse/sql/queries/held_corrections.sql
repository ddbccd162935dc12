-- The corrections that hold for the staged sentences.
SELECT pair, text_sha256, target_text, corrected_at
FROM corrections SEMI JOIN staged USING (pair, text_sha256)
WHERE is_current
