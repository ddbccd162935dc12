CREATE VIEW corrected_sentences AS
SELECT
    human.article_id, human.language, segments.paragraph_index, segments.segment_index, human.pair,
    original.text AS source_text, machine_segments.text AS machine_text, segments.text AS corrected_text,
    machine_segments.flags AS machine_flags, machine.package_name, machine.package_version, corrections.corrected_by,
    corrections.corrected_at
FROM versions AS human
JOIN segments ON segments.version_id = human.version_id AND segments.is_corrected
JOIN versions AS source
    ON source.article_id = human.article_id AND source.revision_no = human.revision_no AND source.origin = 'source'
JOIN segments AS original
    ON original.version_id = source.version_id AND original.paragraph_index = segments.paragraph_index
    AND original.segment_index = segments.segment_index
LEFT JOIN corrections
    ON corrections.pair = human.pair AND corrections.text_sha256 = original.text_sha256 AND corrections.is_current
LEFT JOIN versions AS machine
    ON machine.article_id = human.article_id AND machine.revision_no = human.revision_no
    AND machine.language = human.language AND machine.origin = 'machine' AND machine.engine = human.engine
    AND machine.package_sha256 = human.package_sha256
LEFT JOIN segments AS machine_segments
    ON machine_segments.version_id = machine.version_id
    AND machine_segments.paragraph_index = segments.paragraph_index
    AND machine_segments.segment_index = segments.segment_index
WHERE human.origin = 'human' AND human.is_current;
COMMENT ON VIEW corrected_sentences IS 'Sentences that people corrected, as they stand in current versions: the source, what the machine made of it, and the correction.';
COMMENT ON COLUMN corrected_sentences.article_id IS 'The article.';
COMMENT ON COLUMN corrected_sentences.language IS 'Language of the correction.';
COMMENT ON COLUMN corrected_sentences.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN corrected_sentences.segment_index IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN corrected_sentences.pair IS 'Direction, for example en-uk.';
COMMENT ON COLUMN corrected_sentences.source_text IS 'The sentence as published.';
COMMENT ON COLUMN corrected_sentences.machine_text IS 'What the machine had made of it.';
COMMENT ON COLUMN corrected_sentences.corrected_text IS 'What a person made of it.';
COMMENT ON COLUMN corrected_sentences.machine_flags IS 'Quality flags of the machines sentence.';
COMMENT ON COLUMN corrected_sentences.package_name IS 'Translation package of the machine.';
COMMENT ON COLUMN corrected_sentences.package_version IS 'Its version.';
COMMENT ON COLUMN corrected_sentences.corrected_by IS 'Who corrected it.';
COMMENT ON COLUMN corrected_sentences.corrected_at IS 'When.';
COMMENT ON COLUMN corrected_sentences.article_id IS 'The article.';
COMMENT ON COLUMN corrected_sentences.language IS 'Language of the corrected version.';
COMMENT ON COLUMN corrected_sentences.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN corrected_sentences.segment_index IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN corrected_sentences.pair IS 'Direction of translation, for example en-uk.';
COMMENT ON COLUMN corrected_sentences.source_text IS 'The sentence in the language of the article.';
COMMENT ON COLUMN corrected_sentences.machine_text IS 'What the machine made of it.';
COMMENT ON COLUMN corrected_sentences.corrected_text IS 'What the person made of it.';
COMMENT ON COLUMN corrected_sentences.machine_flags IS 'Quality flags of the machine''s sentence.';
COMMENT ON COLUMN corrected_sentences.package_name IS 'Translation package of the machine''s sentence.';
COMMENT ON COLUMN corrected_sentences.package_version IS 'Its version.';
COMMENT ON COLUMN corrected_sentences.corrected_by IS 'Who, or which file, gave the correction; may be empty.';
COMMENT ON COLUMN corrected_sentences.corrected_at IS 'When it was given.';
