-- The first schema. Ids are the first 63 bits of a SHA-256, computed by the loader, never generated here; no enums,
-- sequences or foreign keys, so that the same statements serve DuckLake. The marked primary keys are dropped there.

CREATE TABLE sources (
    source_id        VARCHAR NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    name             VARCHAR NOT NULL,
    kind             VARCHAR NOT NULL,
    url              VARCHAR,
    country          VARCHAR,
    default_language VARCHAR,
    active           BOOLEAN NOT NULL
);
COMMENT ON TABLE sources IS 'The outlets that are watched, one row per source of the configuration.';
COMMENT ON COLUMN sources.source_id IS 'Short name of the source in the configuration; the key.';
COMMENT ON COLUMN sources.name IS 'Name of the outlet for people.';
COMMENT ON COLUMN sources.kind IS 'How it is read: feed, sitemap, urls, files or pasted.';
COMMENT ON COLUMN sources.url IS 'Address of the feed or site; NULL for files and pasted text.';
COMMENT ON COLUMN sources.country IS 'ISO 3166 code of the outlet''s country, where the configuration says it.';
COMMENT ON COLUMN sources.default_language IS 'Language the outlet mostly writes in (en, uk, ru); a hint, never a verdict.';
COMMENT ON COLUMN sources.active IS 'Whether the configuration still has it. Articles of an inactive source stay.';

CREATE TABLE runs (
    run_id      VARCHAR NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    flow        VARCHAR NOT NULL,
    started_at  TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    status      VARCHAR NOT NULL,
    counts      JSON,
    error       VARCHAR,
    params      JSON
);
COMMENT ON TABLE runs IS 'Every run of a flow that wrote here.';
COMMENT ON COLUMN runs.run_id IS 'Id of the run; other tables name it as the run that wrote the row.';
COMMENT ON COLUMN runs.flow IS 'Which flow ran: nightly, ingest, translate ...';
COMMENT ON COLUMN runs.started_at IS 'When it began.';
COMMENT ON COLUMN runs.finished_at IS 'When it ended; NULL while it runs or when it was killed.';
COMMENT ON COLUMN runs.status IS 'running, completed, failed or interrupted (found unfinished by a later run).';
COMMENT ON COLUMN runs.counts IS 'What the run counted, as JSON.';
COMMENT ON COLUMN runs.error IS 'Message of the error that ended it.';
COMMENT ON COLUMN runs.params IS 'The parameters it was started with, as JSON.';

CREATE TABLE entries (
    entry_id      BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    source_id     VARCHAR NOT NULL,
    guid          VARCHAR NOT NULL,
    url           VARCHAR,
    title         VARCHAR NOT NULL,
    published_at  TIMESTAMPTZ,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at  TIMESTAMPTZ NOT NULL,
    outcome       VARCHAR NOT NULL,
    article_id    BIGINT,
    reason        VARCHAR
);
COMMENT ON TABLE entries IS 'Every line a source listed, and what became of it. None is ever lost.';
COMMENT ON COLUMN entries.entry_id IS 'Id of source and guid.';
COMMENT ON COLUMN entries.source_id IS 'The source that listed it.';
COMMENT ON COLUMN entries.guid IS 'What identifies the entry within its source: the feed''s guid, an address or a path.';
COMMENT ON COLUMN entries.url IS 'Address it points to; NULL for local files.';
COMMENT ON COLUMN entries.title IS 'Title as listed.';
COMMENT ON COLUMN entries.published_at IS 'Date as listed; NULL when the source does not say.';
COMMENT ON COLUMN entries.first_seen_at IS 'When it was first listed.';
COMMENT ON COLUMN entries.last_seen_at IS 'When it was last loaded; moves at most once per UTC day while nothing else changes.';
COMMENT ON COLUMN entries.outcome IS 'article, duplicate, reject or pending.';
COMMENT ON COLUMN entries.article_id IS 'The article it became, or duplicates.';
COMMENT ON COLUMN entries.reason IS 'Why it was rejected or waits.';

CREATE TABLE documents (
    document_id   BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    url           VARCHAR NOT NULL,
    final_url     VARCHAR NOT NULL,
    status_code   INTEGER NOT NULL,
    content_type  VARCHAR NOT NULL,
    charset       VARCHAR,
    body_sha256   VARCHAR NOT NULL,
    etag          VARCHAR,
    last_modified VARCHAR,
    fetched_at    TIMESTAMPTZ NOT NULL,
    warc_file     VARCHAR,
    warc_offset   BIGINT
);
COMMENT ON TABLE documents IS 'What was fetched or read, once per address and content. Bodies are kept outside the warehouse.';
COMMENT ON COLUMN documents.document_id IS 'Id of final address and body.';
COMMENT ON COLUMN documents.url IS 'Address asked for, or path.';
COMMENT ON COLUMN documents.final_url IS 'Address after redirects.';
COMMENT ON COLUMN documents.status_code IS 'HTTP status; 200 for files.';
COMMENT ON COLUMN documents.content_type IS 'Content type as sent.';
COMMENT ON COLUMN documents.charset IS 'Charset as sent; NULL when unstated.';
COMMENT ON COLUMN documents.body_sha256 IS 'SHA-256 of the body.';
COMMENT ON COLUMN documents.etag IS 'ETag as sent.';
COMMENT ON COLUMN documents.last_modified IS 'Last-Modified as sent.';
COMMENT ON COLUMN documents.fetched_at IS 'When this content was first fetched.';
COMMENT ON COLUMN documents.warc_file IS 'WARC file that holds the raw response, where one is kept.';
COMMENT ON COLUMN documents.warc_offset IS 'Byte offset in that file.';

CREATE TABLE rejects (
    reject_id     BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    stage         VARCHAR NOT NULL,
    reason        VARCHAR NOT NULL,
    subject       VARCHAR NOT NULL,
    detail        VARCHAR NOT NULL,
    source_id     VARCHAR,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at  TIMESTAMPTZ NOT NULL,
    times         INTEGER NOT NULL,
    first_run_id  VARCHAR NOT NULL,
    last_run_id   VARCHAR NOT NULL
);
COMMENT ON TABLE rejects IS 'What was not taken in, with stage and reason from closed lists.';
COMMENT ON COLUMN rejects.reject_id IS 'Id of source, stage, reason and subject.';
COMMENT ON COLUMN rejects.stage IS 'Where it was refused: fetch, feed, read, extract, detect, translate.';
COMMENT ON COLUMN rejects.reason IS 'Why, from a closed list: not_found, listing_page, unsupported_language ...';
COMMENT ON COLUMN rejects.subject IS 'What was refused: an address, a path, a line of a file.';
COMMENT ON COLUMN rejects.detail IS 'What was found, for people.';
COMMENT ON COLUMN rejects.source_id IS 'The source it came from, where known.';
COMMENT ON COLUMN rejects.first_seen_at IS 'When it was first refused.';
COMMENT ON COLUMN rejects.last_seen_at IS 'When it was last refused.';
COMMENT ON COLUMN rejects.times IS 'In how many runs it was refused.';
COMMENT ON COLUMN rejects.first_run_id IS 'The run that first refused it.';
COMMENT ON COLUMN rejects.last_run_id IS 'The run that last refused it.';

CREATE TABLE articles (
    article_id           BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    source_id            VARCHAR NOT NULL,
    canonical_url        VARCHAR,
    title                VARCHAR NOT NULL,
    byline               VARCHAR,
    agencies             VARCHAR[] NOT NULL,
    published_at         TIMESTAMPTZ,
    feed_published_at    TIMESTAMPTZ,
    page_published_at    TIMESTAMPTZ,
    first_seen_at        TIMESTAMPTZ NOT NULL,
    language             VARCHAR NOT NULL,
    detection_confidence DOUBLE NOT NULL,
    is_mixed             BOOLEAN NOT NULL,
    content_sha256       VARCHAR NOT NULL,
    revision_no          INTEGER NOT NULL,
    native_group         BIGINT,
    duplicate_of         BIGINT,
    run_id               VARCHAR NOT NULL
);
COMMENT ON TABLE articles IS 'One row per article, as of its current revision.';
COMMENT ON COLUMN articles.article_id IS 'Id of the canonical address, or of source and path, or of the pasted text.';
COMMENT ON COLUMN articles.source_id IS 'The source that brought it first.';
COMMENT ON COLUMN articles.canonical_url IS 'Address without tracking; NULL for files and pasted text without one.';
COMMENT ON COLUMN articles.title IS 'Title in the language of the article.';
COMMENT ON COLUMN articles.byline IS 'Authors as printed.';
COMMENT ON COLUMN articles.agencies IS 'News agencies the article credits.';
COMMENT ON COLUMN articles.published_at IS 'When it was published; NULL when nothing says it, never a guess.';
COMMENT ON COLUMN articles.feed_published_at IS 'Date that the feed gives.';
COMMENT ON COLUMN articles.page_published_at IS 'Date that the page gives.';
COMMENT ON COLUMN articles.first_seen_at IS 'When it was first read here.';
COMMENT ON COLUMN articles.language IS 'Language it is written in: en, uk or ru.';
COMMENT ON COLUMN articles.detection_confidence IS 'How sure the detector was, 0 to 1.';
COMMENT ON COLUMN articles.is_mixed IS 'Whether whole paragraphs are in another language.';
COMMENT ON COLUMN articles.content_sha256 IS 'SHA-256 of title and paragraphs of the current revision.';
COMMENT ON COLUMN articles.revision_no IS 'Number of the current revision, from 1.';
COMMENT ON COLUMN articles.native_group IS 'Shared by the publisher''s own versions of one article in several languages.';
COMMENT ON COLUMN articles.duplicate_of IS 'The earlier article whose text this one repeats.';
COMMENT ON COLUMN articles.run_id IS 'The run that stored the current revision.';

CREATE TABLE revisions (
    article_id     BIGINT NOT NULL,
    revision_no    INTEGER NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    title          VARCHAR NOT NULL,
    seen_at        TIMESTAMPTZ NOT NULL,
    run_id         VARCHAR NOT NULL
);
COMMENT ON TABLE revisions IS 'Every text an article has had. A text that was seen before makes no new revision.';
COMMENT ON COLUMN revisions.article_id IS 'The article.';
COMMENT ON COLUMN revisions.revision_no IS 'Number of the revision, from 1.';
COMMENT ON COLUMN revisions.content_sha256 IS 'SHA-256 of title and paragraphs.';
COMMENT ON COLUMN revisions.title IS 'Title of this revision.';
COMMENT ON COLUMN revisions.seen_at IS 'When this text was first read.';
COMMENT ON COLUMN revisions.run_id IS 'The run that stored it.';

CREATE TABLE versions (
    version_id      BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    article_id      BIGINT NOT NULL,
    revision_no     INTEGER NOT NULL,
    language        VARCHAR NOT NULL,
    origin          VARCHAR NOT NULL,
    pair            VARCHAR,
    "pivot"         VARCHAR,
    engine          VARCHAR NOT NULL,
    package_name    VARCHAR,
    package_version VARCHAR,
    package_sha256  VARCHAR NOT NULL,
    settings_sha256 VARCHAR NOT NULL,
    is_demo         BOOLEAN NOT NULL,
    is_current      BOOLEAN NOT NULL,
    produced_at     TIMESTAMPTZ NOT NULL,
    run_id          VARCHAR NOT NULL
);
COMMENT ON TABLE versions IS 'An article in one language: the publisher''s text, a machine''s or a person''s translation.';
COMMENT ON COLUMN versions.version_id IS 'Id of article, revision, language, origin, engine and package.';
COMMENT ON COLUMN versions.article_id IS 'The article.';
COMMENT ON COLUMN versions.revision_no IS 'The revision it is, or was translated from.';
COMMENT ON COLUMN versions.language IS 'Language of this version: en, uk or ru.';
COMMENT ON COLUMN versions.origin IS 'source (publisher), machine or human.';
COMMENT ON COLUMN versions.pair IS 'Direction of translation, for example en-uk; NULL for the source.';
COMMENT ON COLUMN versions."pivot" IS 'Language between, when translated in two steps; NULL otherwise.';
COMMENT ON COLUMN versions.engine IS 'What translated; empty for the source.';
COMMENT ON COLUMN versions.package_name IS 'Translation package (the last one with a pivot).';
COMMENT ON COLUMN versions.package_version IS 'Its version.';
COMMENT ON COLUMN versions.package_sha256 IS 'SHA-256 of its files; empty where no package was used.';
COMMENT ON COLUMN versions.settings_sha256 IS 'SHA-256 of the decoding settings; empty for the source.';
COMMENT ON COLUMN versions.is_demo IS 'Made by a demo package, which knows only the bundled press.';
COMMENT ON COLUMN versions.is_current IS 'The one to show: of the current revision; human before machine, real package before demo, newest first.';
COMMENT ON COLUMN versions.produced_at IS 'When it was made or first read.';
COMMENT ON COLUMN versions.run_id IS 'The run that stored it.';

CREATE TABLE segments (
    version_id      BIGINT NOT NULL,
    article_id      BIGINT NOT NULL,
    language        VARCHAR NOT NULL,
    paragraph_index INTEGER NOT NULL,
    segment_index   INTEGER NOT NULL,
    kind            VARCHAR NOT NULL,
    text            VARCHAR NOT NULL,
    text_sha256     VARCHAR NOT NULL,
    score           FLOAT,
    flags           VARCHAR[] NOT NULL
);
COMMENT ON TABLE segments IS 'The sentences of every version. (paragraph_index, segment_index) is the same sentence in every language.';
COMMENT ON COLUMN segments.version_id IS 'The version it belongs to.';
COMMENT ON COLUMN segments.article_id IS 'The article, repeated from the version.';
COMMENT ON COLUMN segments.language IS 'The language, repeated from the version.';
COMMENT ON COLUMN segments.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN segments.segment_index IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN segments.kind IS 'title, heading, body, quote or caption.';
COMMENT ON COLUMN segments.text IS 'The sentence.';
COMMENT ON COLUMN segments.text_sha256 IS 'SHA-256 of the sentence.';
COMMENT ON COLUMN segments.score IS 'Length-normalised log probability of the translation, 0 is best; NULL for the source.';
COMMENT ON COLUMN segments.flags IS 'Quality flags, a closed list (loop, copied, lost_number ...); empty when nothing was found.';

CREATE TABLE removed_lines (
    article_id  BIGINT NOT NULL,
    revision_no INTEGER NOT NULL,
    text        VARCHAR NOT NULL,
    reason      VARCHAR NOT NULL
);
COMMENT ON TABLE removed_lines IS 'Lines cut from an article as boilerplate, kept so that the cut can be checked.';
COMMENT ON COLUMN removed_lines.article_id IS 'The article.';
COMMENT ON COLUMN removed_lines.revision_no IS 'The revision it was cut from.';
COMMENT ON COLUMN removed_lines.text IS 'The line.';
COMMENT ON COLUMN removed_lines.reason IS 'Why it was cut.';

CREATE TABLE missing_versions (
    article_id BIGINT NOT NULL,
    language   VARCHAR NOT NULL,
    reason     VARCHAR NOT NULL,
    detail     VARCHAR NOT NULL,
    since      TIMESTAMPTZ NOT NULL,
    run_id     VARCHAR NOT NULL
);
COMMENT ON TABLE missing_versions IS 'Why an article has no version in a language. The row goes when the version comes.';
COMMENT ON COLUMN missing_versions.article_id IS 'The article.';
COMMENT ON COLUMN missing_versions.language IS 'The language it lacks.';
COMMENT ON COLUMN missing_versions.reason IS 'no_route, package_missing, package_broken, demo_package_only, native_version, translation_failed or waiting.';
COMMENT ON COLUMN missing_versions.detail IS 'What would help, for people.';
COMMENT ON COLUMN missing_versions.since IS 'Since when it is missing for this reason.';
COMMENT ON COLUMN missing_versions.run_id IS 'The run that found this reason.';

CREATE TABLE translation_memory (
    memory_id       BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    text_sha256     VARCHAR NOT NULL,
    pair            VARCHAR NOT NULL,
    package_sha256  VARCHAR NOT NULL,
    settings_sha256 VARCHAR NOT NULL,
    glossary_sha256 VARCHAR NOT NULL,
    target_text     VARCHAR NOT NULL,
    score           FLOAT,
    flags           VARCHAR[] NOT NULL,
    origin          VARCHAR NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE translation_memory IS 'Every sentence ever translated, by what its translation depends on. A stored text never changes.';
COMMENT ON COLUMN translation_memory.memory_id IS 'Id of the five columns that follow.';
COMMENT ON COLUMN translation_memory.text_sha256 IS 'SHA-256 of the source sentence.';
COMMENT ON COLUMN translation_memory.pair IS 'Direction, for example en-uk.';
COMMENT ON COLUMN translation_memory.package_sha256 IS 'SHA-256 of the package.';
COMMENT ON COLUMN translation_memory.settings_sha256 IS 'SHA-256 of the decoding settings.';
COMMENT ON COLUMN translation_memory.glossary_sha256 IS 'SHA-256 of the glossary entries that match the sentence; empty for none.';
COMMENT ON COLUMN translation_memory.target_text IS 'The translation.';
COMMENT ON COLUMN translation_memory.score IS 'Length-normalised log probability.';
COMMENT ON COLUMN translation_memory.flags IS 'Quality flags.';
COMMENT ON COLUMN translation_memory.origin IS 'machine or human.';
COMMENT ON COLUMN translation_memory.created_at IS 'When it was made.';

CREATE TABLE source_health (
    source_id    VARCHAR NOT NULL,
    run_id       VARCHAR NOT NULL,
    checked_at   TIMESTAMPTZ NOT NULL,
    status       VARCHAR NOT NULL,
    status_code  INTEGER,
    entries_seen INTEGER NOT NULL,
    entries_new  INTEGER NOT NULL,
    articles_new INTEGER NOT NULL,
    rejects      INTEGER NOT NULL,
    seconds      DOUBLE NOT NULL,
    error        VARCHAR
);
COMMENT ON TABLE source_health IS 'How each source did in each run.';
COMMENT ON COLUMN source_health.source_id IS 'The source.';
COMMENT ON COLUMN source_health.run_id IS 'The run.';
COMMENT ON COLUMN source_health.checked_at IS 'When it was asked.';
COMMENT ON COLUMN source_health.status IS 'ok, not_modified or failed.';
COMMENT ON COLUMN source_health.status_code IS 'HTTP status of its list, where there is one.';
COMMENT ON COLUMN source_health.entries_seen IS 'Entries it listed.';
COMMENT ON COLUMN source_health.entries_new IS 'Of these, not known before.';
COMMENT ON COLUMN source_health.articles_new IS 'Articles that came of them.';
COMMENT ON COLUMN source_health.rejects IS 'Rejects that came of them.';
COMMENT ON COLUMN source_health.seconds IS 'How long it took.';
COMMENT ON COLUMN source_health.error IS 'What failed.';

CREATE TABLE fetch_state (
    url           VARCHAR NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    source_id     VARCHAR NOT NULL,
    etag          VARCHAR,
    last_modified VARCHAR,
    body_sha256   VARCHAR,
    status_code   INTEGER,
    fetched_at    TIMESTAMPTZ NOT NULL,
    failures      INTEGER NOT NULL
);
COMMENT ON TABLE fetch_state IS 'What to send with the next request for an address, so that an unchanged one costs nothing.';
COMMENT ON COLUMN fetch_state.url IS 'The address.';
COMMENT ON COLUMN fetch_state.source_id IS 'The source it is fetched for.';
COMMENT ON COLUMN fetch_state.etag IS 'Last ETag.';
COMMENT ON COLUMN fetch_state.last_modified IS 'Last Last-Modified.';
COMMENT ON COLUMN fetch_state.body_sha256 IS 'SHA-256 of the last body.';
COMMENT ON COLUMN fetch_state.status_code IS 'Last HTTP status.';
COMMENT ON COLUMN fetch_state.fetched_at IS 'When it was last asked for.';
COMMENT ON COLUMN fetch_state.failures IS 'Failures in a row; 0 after a success.';

CREATE TABLE content_state (
    warehouse_id    VARCHAR NOT NULL,
    content_version BIGINT NOT NULL,
    changed_at      TIMESTAMPTZ NOT NULL,
    run_id          VARCHAR
);
COMMENT ON TABLE content_state IS 'One row. Counts the loads that changed what readers see; publishing compares it with the snapshot.';
COMMENT ON COLUMN content_state.warehouse_id IS 'Random id given when the file was created.';
COMMENT ON COLUMN content_state.content_version IS 'Raised by one in every transaction that changed an article table.';
COMMENT ON COLUMN content_state.changed_at IS 'When that last happened.';
COMMENT ON COLUMN content_state.run_id IS 'The run that last did.';
INSERT INTO content_state (warehouse_id, content_version, changed_at, run_id)
VALUES (CAST(uuid() AS VARCHAR), 0, now(), NULL);

CREATE TABLE view_definitions (
    view_name VARCHAR NOT NULL,
    sha256    VARCHAR NOT NULL
);
COMMENT ON TABLE view_definitions IS 'The views as last created, so that they are made again only when their text changed.';
COMMENT ON COLUMN view_definitions.view_name IS 'Name of the view.';
COMMENT ON COLUMN view_definitions.sha256 IS 'SHA-256 of its definition.';
