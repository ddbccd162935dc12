ALTER TABLE source_health RENAME TO source_checks;
COMMENT ON TABLE source_checks IS 'How each source did in each run. The view source_health sums it up.';

CREATE TABLE search_forms (
    form     VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    lemma    VARCHAR NOT NULL,
    stem     VARCHAR NOT NULL,
    term_id  INTEGER NOT NULL
);
COMMENT ON TABLE search_forms IS 'Every word that was met, as written, with its dictionary form, by language.';
COMMENT ON COLUMN search_forms.form IS 'The word folded as search_fold does: lower case, one kind of apostrophe, no stress marks.';
COMMENT ON COLUMN search_forms.language IS 'Language of the text it was met in: en, uk or ru.';
COMMENT ON COLUMN search_forms.lemma IS 'Its dictionary form; of a name that the dictionary lacks, what is left without the case ending.';
COMMENT ON COLUMN search_forms.stem IS 'What search_stem leaves of the form, for forms of the word that no text has.';
COMMENT ON COLUMN search_forms.term_id IS 'Number of language and lemma.';

CREATE TABLE search_documents (
    document_no INTEGER NOT NULL,
    version_id  BIGINT NOT NULL,
    article_id  BIGINT NOT NULL,
    language    VARCHAR NOT NULL,
    origin      VARCHAR NOT NULL,
    words       INTEGER NOT NULL,
    produced_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE search_documents IS 'The versions that search knows: the current ones, as of the last publishing.';
COMMENT ON COLUMN search_documents.document_no IS 'Small number of the version, for search_postings.';
COMMENT ON COLUMN search_documents.version_id IS 'The version.';
COMMENT ON COLUMN search_documents.article_id IS 'The article, repeated from the version.';
COMMENT ON COLUMN search_documents.language IS 'The language, repeated from the version.';
COMMENT ON COLUMN search_documents.origin IS 'source, machine or human, repeated from the version.';
COMMENT ON COLUMN search_documents.words IS 'How many words it has, title included.';
COMMENT ON COLUMN search_documents.produced_at IS 'When its text was made, repeated from the version: a later one is indexed anew.';

CREATE TABLE search_postings (
    term_id     INTEGER NOT NULL,
    document_no INTEGER NOT NULL,
    times       SMALLINT NOT NULL
);
COMMENT ON TABLE search_postings IS 'Which word is in which version, and how often.';
COMMENT ON COLUMN search_postings.term_id IS 'The word, in any of its forms.';
COMMENT ON COLUMN search_postings.document_no IS 'The version.';
COMMENT ON COLUMN search_postings.times IS 'How often.';

CREATE TABLE search_state (
    rules     VARCHAR NOT NULL,
    documents INTEGER NOT NULL
);
COMMENT ON TABLE search_state IS 'How many versions search has learned by which rules; the sum is what search_documents held then.';
COMMENT ON COLUMN search_state.rules IS 'Rules and dictionary that made the lemmas. Others make the search tables anew.';
COMMENT ON COLUMN search_state.documents IS 'Versions learned. More than search_documents has: an article was forgotten, and its words follow.';
