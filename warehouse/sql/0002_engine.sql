-- What people corrected, and what sentences were before they were replaced under the same version.

CREATE TABLE corrections (
    correction_id BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    pair          VARCHAR NOT NULL,
    text_sha256   VARCHAR NOT NULL,
    source_text   VARCHAR NOT NULL,
    target_text   VARCHAR NOT NULL,
    article_id    BIGINT,
    corrected_by  VARCHAR NOT NULL,
    corrected_at  TIMESTAMPTZ NOT NULL,
    is_current    BOOLEAN NOT NULL,
    run_id        VARCHAR NOT NULL
);
COMMENT ON TABLE corrections IS 'Translations of sentences by people. One holds wherever its sentence stands, and outranks every machine.';
COMMENT ON COLUMN corrections.correction_id IS 'Id of pair, sentence and translation.';
COMMENT ON COLUMN corrections.pair IS 'Direction, for example en-uk.';
COMMENT ON COLUMN corrections.text_sha256 IS 'SHA-256 of the source sentence, as in segments.';
COMMENT ON COLUMN corrections.source_text IS 'The source sentence.';
COMMENT ON COLUMN corrections.target_text IS 'The translation that a person gave.';
COMMENT ON COLUMN corrections.article_id IS 'The article it was given for; NULL when it came for a sentence.';
COMMENT ON COLUMN corrections.corrected_by IS 'Who, or which file, gave it; may be empty.';
COMMENT ON COLUMN corrections.corrected_at IS 'When it was given: the date in the file, else that of the import.';
COMMENT ON COLUMN corrections.is_current IS 'The one that holds. Earlier ones for the same sentence stay, to be compared.';
COMMENT ON COLUMN corrections.run_id IS 'The run that stored it.';

CREATE TABLE replaced_segments (
    version_id      BIGINT NOT NULL,
    article_id      BIGINT NOT NULL,
    language        VARCHAR NOT NULL,
    paragraph_index INTEGER NOT NULL,
    segment_index   INTEGER NOT NULL,
    text            VARCHAR NOT NULL,
    score           FLOAT,
    flags           VARCHAR[] NOT NULL,
    replaced_at     TIMESTAMPTZ NOT NULL,
    run_id          VARCHAR NOT NULL
);
COMMENT ON TABLE replaced_segments IS 'What sentences of a version were before the same package wrote them anew, with other settings or another glossary, or a person corrected them again. Versions of other packages stay as versions.';
COMMENT ON COLUMN replaced_segments.version_id IS 'The version, which has other sentences now.';
COMMENT ON COLUMN replaced_segments.article_id IS 'The article.';
COMMENT ON COLUMN replaced_segments.language IS 'The language.';
COMMENT ON COLUMN replaced_segments.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN replaced_segments.segment_index IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN replaced_segments.text IS 'What the sentence was.';
COMMENT ON COLUMN replaced_segments.score IS 'Its score.';
COMMENT ON COLUMN replaced_segments.flags IS 'Its flags.';
COMMENT ON COLUMN replaced_segments.replaced_at IS 'When it was replaced.';
COMMENT ON COLUMN replaced_segments.run_id IS 'The run that replaced it.';

ALTER TABLE segments ADD COLUMN is_corrected BOOLEAN DEFAULT FALSE;
COMMENT ON COLUMN segments.is_corrected IS 'A person wrote this sentence. In a version of origin human the others are the machine''s, with its score and flags.';

COMMENT ON COLUMN versions.engine IS 'What translated; empty for the source. In a human version, what wrote the sentences that nobody corrected.';
COMMENT ON COLUMN versions.settings_sha256 IS 'SHA-256 of the decoding settings, and of the glossary entries where the article has any; empty for the source.';
