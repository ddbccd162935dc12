-- Contested terms, names and watchlists: what is found in the texts by lemmas, and how our translations compare with
-- the publishers' own.

CREATE TABLE lexicon_terms (
    term_id   BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    concept   VARCHAR NOT NULL,
    variant   VARCHAR NOT NULL,
    language  VARCHAR NOT NULL,
    phrase    VARCHAR NOT NULL,
    is_active BOOLEAN NOT NULL
);
COMMENT ON TABLE lexicon_terms IS 'The phrases of the lexicon of contested terms: each is one language''s wording of one variant of a concept.';
COMMENT ON COLUMN lexicon_terms.term_id IS 'Id of concept, variant, language and phrase.';
COMMENT ON COLUMN lexicon_terms.concept IS 'What is named: war, capital, annexed territory ...';
COMMENT ON COLUMN lexicon_terms.variant IS 'Which of the competing ways to name it: invasion, special operation ...';
COMMENT ON COLUMN lexicon_terms.language IS 'Language of the phrase: en, uk or ru.';
COMMENT ON COLUMN lexicon_terms.phrase IS 'The phrase; any inflected form of its words is found.';
COMMENT ON COLUMN lexicon_terms.is_active IS 'Whether the lexicon still has it. Hits of an inactive phrase are gone.';

CREATE TABLE term_hits (
    version_id      BIGINT NOT NULL,
    article_id      BIGINT NOT NULL,
    revision_no     INTEGER NOT NULL,
    language        VARCHAR NOT NULL,
    paragraph_index INTEGER NOT NULL,
    segment_index   INTEGER NOT NULL,
    position        INTEGER NOT NULL,
    term_id         BIGINT NOT NULL,
    form            VARCHAR NOT NULL
);
COMMENT ON TABLE term_hits IS 'Where phrases of the lexicon stand in what publishers wrote; translations are never counted.';
COMMENT ON COLUMN term_hits.version_id IS 'The source version that was read.';
COMMENT ON COLUMN term_hits.article_id IS 'Its article.';
COMMENT ON COLUMN term_hits.revision_no IS 'Its revision.';
COMMENT ON COLUMN term_hits.language IS 'Language of the text.';
COMMENT ON COLUMN term_hits.paragraph_index IS 'Paragraph, as in segments; 0 is the title.';
COMMENT ON COLUMN term_hits.segment_index IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN term_hits.position IS 'Which word of the sentence it begins with, from 0.';
COMMENT ON COLUMN term_hits.term_id IS 'The phrase of the lexicon.';
COMMENT ON COLUMN term_hits.form IS 'The words as they stand there, folded: lower case, е for ё.';

CREATE TABLE article_names (
    version_id  BIGINT NOT NULL,
    article_id  BIGINT NOT NULL,
    revision_no INTEGER NOT NULL,
    language    VARCHAR NOT NULL,
    name        VARCHAR NOT NULL,
    name_key    VARCHAR NOT NULL,
    mentions    INTEGER NOT NULL
);
COMMENT ON TABLE article_names IS 'Capitalised names in what publishers wrote, by spelling; names that sound alike share a key across scripts.';
COMMENT ON COLUMN article_names.version_id IS 'The source version that was read.';
COMMENT ON COLUMN article_names.article_id IS 'Its article.';
COMMENT ON COLUMN article_names.revision_no IS 'Its revision.';
COMMENT ON COLUMN article_names.language IS 'Language of the text.';
COMMENT ON COLUMN article_names.name IS 'The name without its case ending, as written otherwise.';
COMMENT ON COLUMN article_names.name_key IS 'Its consonants in Latin letters: the same for Зеленський, Зеленский and Zelenskyy.';
COMMENT ON COLUMN article_names.mentions IS 'How often it stands in the article.';

CREATE TABLE native_scores (
    article_id        BIGINT NOT NULL,
    revision_no       INTEGER NOT NULL,
    native_article_id BIGINT NOT NULL,
    native_revision   INTEGER NOT NULL,
    pair              VARCHAR NOT NULL,
    engine            VARCHAR NOT NULL,
    package_name      VARCHAR NOT NULL,
    package_version   VARCHAR NOT NULL,
    package_sha256    VARCHAR NOT NULL,
    is_demo           BOOLEAN NOT NULL,
    sentences         INTEGER NOT NULL,
    flagged           INTEGER NOT NULL,
    title_chrf        DOUBLE NOT NULL,
    text_chrf         DOUBLE NOT NULL,
    run_id            VARCHAR NOT NULL
);
COMMENT ON TABLE native_scores IS 'Our translation of an article measured against the publisher''s own version of it (chrF 0 to 100). The translation is made for this alone and not kept as a version.';
COMMENT ON COLUMN native_scores.article_id IS 'The article that was translated.';
COMMENT ON COLUMN native_scores.revision_no IS 'Its revision.';
COMMENT ON COLUMN native_scores.native_article_id IS 'The publisher''s own article in the other language.';
COMMENT ON COLUMN native_scores.native_revision IS 'Its revision.';
COMMENT ON COLUMN native_scores.pair IS 'Direction of translation.';
COMMENT ON COLUMN native_scores.engine IS 'What translated.';
COMMENT ON COLUMN native_scores.package_name IS 'Translation package.';
COMMENT ON COLUMN native_scores.package_version IS 'Its version.';
COMMENT ON COLUMN native_scores.package_sha256 IS 'SHA-256 of its files.';
COMMENT ON COLUMN native_scores.is_demo IS 'Made by a demo package, which knows only the bundled press.';
COMMENT ON COLUMN native_scores.sentences IS 'Sentences translated, title included.';
COMMENT ON COLUMN native_scores.flagged IS 'How many of them carry a quality flag.';
COMMENT ON COLUMN native_scores.title_chrf IS 'chrF of the title.';
COMMENT ON COLUMN native_scores.text_chrf IS 'chrF of the whole text, title included. Publishers rewrite as they translate: compare packages with it.';
COMMENT ON COLUMN native_scores.run_id IS 'The run that measured it.';

CREATE TABLE watch_hits (
    watch           VARCHAR NOT NULL,
    article_id      BIGINT NOT NULL,
    revision_no     INTEGER NOT NULL,
    version_id      BIGINT NOT NULL,
    language        VARCHAR NOT NULL,
    origin          VARCHAR NOT NULL,
    paragraph_index INTEGER NOT NULL,
    segment_index   INTEGER NOT NULL,
    phrase          VARCHAR NOT NULL,
    form            VARCHAR NOT NULL,
    found_at        TIMESTAMPTZ NOT NULL,
    run_id          VARCHAR NOT NULL
);
COMMENT ON TABLE watch_hits IS 'Sentences that a watchlist of the configuration found, in what publishers wrote and in translations.';
COMMENT ON COLUMN watch_hits.watch IS 'Name of the watchlist.';
COMMENT ON COLUMN watch_hits.article_id IS 'The article.';
COMMENT ON COLUMN watch_hits.revision_no IS 'Its revision.';
COMMENT ON COLUMN watch_hits.version_id IS 'The version the sentence stands in.';
COMMENT ON COLUMN watch_hits.language IS 'Language of the sentence.';
COMMENT ON COLUMN watch_hits.origin IS 'source (the publisher wrote it), machine or human (it is a translation).';
COMMENT ON COLUMN watch_hits.paragraph_index IS 'Paragraph, as in segments.';
COMMENT ON COLUMN watch_hits.segment_index IS 'Sentence in the paragraph.';
COMMENT ON COLUMN watch_hits.phrase IS 'The phrase of the watchlist that was found.';
COMMENT ON COLUMN watch_hits.form IS 'The words as they stand there, folded.';
COMMENT ON COLUMN watch_hits.found_at IS 'When it was found.';
COMMENT ON COLUMN watch_hits.run_id IS 'The run that found it.';

CREATE TABLE scanned_versions (
    version_id   BIGINT NOT NULL,
    article_id   BIGINT NOT NULL,
    kind         VARCHAR NOT NULL,
    rules_sha256 VARCHAR NOT NULL
);
COMMENT ON TABLE scanned_versions IS 'Which versions were read for terms, names and watchlists, and by which rules, so that each is read once.';
COMMENT ON COLUMN scanned_versions.version_id IS 'The version.';
COMMENT ON COLUMN scanned_versions.article_id IS 'Its article.';
COMMENT ON COLUMN scanned_versions.kind IS 'lexicon (with names) or watch.';
COMMENT ON COLUMN scanned_versions.rules_sha256 IS 'SHA-256 of the lexicon or watchlists, and of the rules of lemmas. Others are read again.';
