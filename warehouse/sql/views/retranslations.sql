CREATE VIEW retranslations AS
WITH machine AS (
    SELECT
        version_id, article_id, revision_no, language, pair, engine, package_name, package_version, produced_at,
        row_number() OVER (
            PARTITION BY article_id, revision_no, language ORDER BY is_demo, produced_at DESC, version_id
        ) AS place
    FROM versions WHERE origin = 'machine'
),
older AS (
    SELECT
        newer.version_id AS new_id, segments.paragraph_index, segments.segment_index, segments.text, segments.score,
        segments.flags, machine.engine, machine.package_name, machine.package_version, machine.produced_at
    FROM machine
    JOIN machine AS newer
        ON newer.article_id = machine.article_id AND newer.revision_no = machine.revision_no
        AND newer.language = machine.language AND newer.place = 1
    JOIN segments ON segments.version_id = machine.version_id
    WHERE machine.place > 1
    UNION ALL
    SELECT
        machine.version_id, replaced.paragraph_index, replaced.segment_index, replaced.text, replaced.score,
        replaced.flags, machine.engine, machine.package_name, machine.package_version, NULL
    FROM replaced_segments AS replaced
    JOIN machine ON machine.version_id = replaced.version_id
)
SELECT
    machine.article_id, machine.revision_no, machine.language, machine.pair, segments.paragraph_index,
    segments.segment_index, older.text AS old_text, segments.text AS new_text,
    older.engine AS old_engine, older.package_name AS old_package_name, older.package_version AS old_package_version,
    older.produced_at AS old_produced_at, older.score AS old_score, older.flags AS old_flags,
    machine.engine AS new_engine, machine.package_name AS new_package_name,
    machine.package_version AS new_package_version, machine.produced_at AS new_produced_at,
    segments.score AS new_score, segments.flags AS new_flags
FROM older
JOIN machine ON machine.version_id = older.new_id
JOIN segments
    ON segments.version_id = older.new_id AND segments.paragraph_index = older.paragraph_index
    AND segments.segment_index = older.segment_index
WHERE segments.text <> older.text;
COMMENT ON VIEW retranslations IS 'Sentences that a newer machine version says otherwise than an older one: another package, other settings (old_produced_at is NULL then) or another glossary.';
COMMENT ON COLUMN retranslations.article_id IS 'The article.';
COMMENT ON COLUMN retranslations.revision_no IS 'Its revision.';
COMMENT ON COLUMN retranslations.language IS 'Language of both translations.';
COMMENT ON COLUMN retranslations.pair IS 'Direction, for example en-uk.';
COMMENT ON COLUMN retranslations.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN retranslations.segment_index IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN retranslations.old_text IS 'The earlier translation.';
COMMENT ON COLUMN retranslations.new_text IS 'The later one.';
COMMENT ON COLUMN retranslations.old_engine IS 'What made the earlier translation.';
COMMENT ON COLUMN retranslations.old_package_name IS 'Package of the earlier translation.';
COMMENT ON COLUMN retranslations.old_package_version IS 'Version of the package of the earlier translation.';
COMMENT ON COLUMN retranslations.old_produced_at IS 'When the earlier translation was made.';
COMMENT ON COLUMN retranslations.old_score IS 'Score of the earlier translation; 0 is best.';
COMMENT ON COLUMN retranslations.old_flags IS 'Quality flags of the earlier translation.';
COMMENT ON COLUMN retranslations.new_engine IS 'What made the later translation.';
COMMENT ON COLUMN retranslations.new_package_name IS 'Package of the later translation.';
COMMENT ON COLUMN retranslations.new_package_version IS 'Version of the package of the later translation.';
COMMENT ON COLUMN retranslations.new_produced_at IS 'When the later translation was made.';
COMMENT ON COLUMN retranslations.new_score IS 'Score of the later translation; 0 is best.';
COMMENT ON COLUMN retranslations.new_flags IS 'Quality flags of the later translation.';
COMMENT ON COLUMN retranslations.article_id IS 'The article.';
COMMENT ON COLUMN retranslations.revision_no IS 'Its revision.';
COMMENT ON COLUMN retranslations.language IS 'Language of the translations.';
COMMENT ON COLUMN retranslations.pair IS 'Direction of translation, for example en-uk.';
COMMENT ON COLUMN retranslations.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN retranslations.segment_index IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN retranslations.old_text IS 'What the older translation says.';
COMMENT ON COLUMN retranslations.new_text IS 'What the newest one says.';
COMMENT ON COLUMN retranslations.old_engine IS 'Engine of the older one.';
COMMENT ON COLUMN retranslations.old_package_name IS 'Its package.';
COMMENT ON COLUMN retranslations.old_package_version IS 'Version of that package.';
COMMENT ON COLUMN retranslations.old_produced_at IS 'When it was made; NULL for a sentence that the same package replaced.';
COMMENT ON COLUMN retranslations.old_score IS 'Its score.';
COMMENT ON COLUMN retranslations.old_flags IS 'Its quality flags.';
COMMENT ON COLUMN retranslations.new_engine IS 'Engine of the newest one.';
COMMENT ON COLUMN retranslations.new_package_name IS 'Its package.';
COMMENT ON COLUMN retranslations.new_package_version IS 'Version of that package.';
COMMENT ON COLUMN retranslations.new_produced_at IS 'When it was made.';
COMMENT ON COLUMN retranslations.new_score IS 'Its score.';
COMMENT ON COLUMN retranslations.new_flags IS 'Its quality flags.';
