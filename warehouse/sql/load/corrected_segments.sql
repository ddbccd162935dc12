-- The sentences of the staged human versions: a person's where there is one, else those of the machine's version.
CREATE OR REPLACE TEMP TABLE staged_segments AS
SELECT
    staged.version_id, staged.article_id, staged.language, base.paragraph_index, base.segment_index, base.kind,
    coalesce(corrections.target_text, base.text) AS text,
    CASE WHEN corrections.correction_id IS NULL THEN base.score END AS score,
    CASE WHEN corrections.correction_id IS NULL THEN base.flags ELSE [] END AS flags,
    corrections.correction_id IS NOT NULL AS is_corrected
FROM staged
JOIN bases ON bases.version_id = staged.version_id
JOIN segments AS base ON base.version_id = bases.base_id
JOIN versions AS source
    ON source.article_id = staged.article_id AND source.revision_no = staged.revision_no AND source.origin = 'source'
JOIN segments AS original
    ON original.version_id = source.version_id AND original.paragraph_index = base.paragraph_index
    AND original.segment_index = base.segment_index
LEFT JOIN corrections
    ON corrections.text_sha256 = original.text_sha256 AND corrections.pair = staged.pair AND corrections.is_current
