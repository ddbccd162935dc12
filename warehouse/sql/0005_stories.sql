-- Stories: articles about one event, linked across languages, and the sentences that say the same in them.

CREATE TABLE stories (
    story_id           BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    title              VARCHAR NOT NULL,
    title_language     VARCHAR NOT NULL,
    first_article_id   BIGINT NOT NULL,
    first_published_at TIMESTAMPTZ NOT NULL,
    last_published_at  TIMESTAMPTZ NOT NULL,
    languages          VARCHAR[] NOT NULL,
    article_count      INTEGER NOT NULL,
    run_id             VARCHAR NOT NULL
);
COMMENT ON TABLE stories IS 'Articles about one event. Every dated article is in one story; most stories hold one article.';
COMMENT ON COLUMN stories.story_id IS 'Id made from the article that founded the story; it never changes and is never used again.';
COMMENT ON COLUMN stories.title IS 'Title of the earliest article of the story, in its own language.';
COMMENT ON COLUMN stories.title_language IS 'Language of that title: en, uk or ru.';
COMMENT ON COLUMN stories.first_article_id IS 'The earliest article of the story.';
COMMENT ON COLUMN stories.first_published_at IS 'When the earliest article was published.';
COMMENT ON COLUMN stories.last_published_at IS 'When the latest article was published.';
COMMENT ON COLUMN stories.languages IS 'Languages the articles were written in, in alphabetical order; translations do not count.';
COMMENT ON COLUMN stories.article_count IS 'How many articles it holds, near-duplicates and native versions included.';
COMMENT ON COLUMN stories.run_id IS 'The run that last changed the story.';

CREATE TABLE story_articles (
    article_id         BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    story_id           BIGINT NOT NULL,
    reason             VARCHAR NOT NULL,
    similarity         DOUBLE,
    nearest_article_id BIGINT,
    method             VARCHAR NOT NULL,
    signals            JSON,
    run_id             VARCHAR NOT NULL
);
COMMENT ON TABLE story_articles IS 'Which story an article belongs to, and why. An article without a date has no row.';
COMMENT ON COLUMN story_articles.article_id IS 'The article; it is in one story only.';
COMMENT ON COLUMN story_articles.story_id IS 'Its story. Changes only by a merge that story_merges records.';
COMMENT ON COLUMN story_articles.reason IS 'first (founded the story), similar, native (the publisher''s own version of a member) or duplicate (near-duplicate of a member).';
COMMENT ON COLUMN story_articles.similarity IS 'Calibrated probability, 0 to 1, that it tells the same event as the nearest member; NULL unless the reason is similar.';
COMMENT ON COLUMN story_articles.nearest_article_id IS 'The member it resembles most, or is a version or duplicate of; NULL for the first.';
COMMENT ON COLUMN story_articles.method IS 'What it was judged by: embedding+signals, or signals where no embedding model is installed.';
COMMENT ON COLUMN story_articles.signals IS 'What was measured against the nearest member: cosines of embedding, grams, english and numbers, and hours between.';
COMMENT ON COLUMN story_articles.run_id IS 'The run that placed it.';

CREATE TABLE story_merges (
    story_id    BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    merged_into BIGINT NOT NULL,
    similarity  DOUBLE NOT NULL,
    merged_at   TIMESTAMPTZ NOT NULL,
    run_id      VARCHAR NOT NULL
);
COMMENT ON TABLE story_merges IS 'Stories that later articles showed to be one. The id of the younger one lives on here only.';
COMMENT ON COLUMN story_merges.story_id IS 'The story that is no more.';
COMMENT ON COLUMN story_merges.merged_into IS 'The story that took its articles. It may itself have been merged later.';
COMMENT ON COLUMN story_merges.similarity IS 'Mean probability that their articles tell the same event.';
COMMENT ON COLUMN story_merges.merged_at IS 'When.';
COMMENT ON COLUMN story_merges.run_id IS 'The run that merged them.';

CREATE TABLE embeddings (
    article_id    BIGINT NOT NULL,
    revision_no   INTEGER NOT NULL,
    model         VARCHAR NOT NULL,
    model_version VARCHAR NOT NULL,
    vector        FLOAT[] NOT NULL,
    run_id        VARCHAR NOT NULL
);
COMMENT ON TABLE embeddings IS 'An article as numbers, computed once per revision and model. Compare rows of one model and version only.';
COMMENT ON COLUMN embeddings.article_id IS 'The article.';
COMMENT ON COLUMN embeddings.revision_no IS 'The revision it was computed from.';
COMMENT ON COLUMN embeddings.model IS 'Name of the model: multilingual-e5-small-q4 reads title and lead; its vectors have length 1.';
COMMENT ON COLUMN embeddings.model_version IS 'Version of the model and of what is fed to it; another version is another space.';
COMMENT ON COLUMN embeddings.vector IS 'The numbers. list_cosine_similarity compares two.';
COMMENT ON COLUMN embeddings.run_id IS 'The run that computed it.';

CREATE TABLE article_signals (
    article_id  BIGINT NOT NULL,
    revision_no INTEGER NOT NULL,
    language    VARCHAR NOT NULL,
    version     VARCHAR NOT NULL,
    grams       USMALLINT[] NOT NULL,
    numbers     USMALLINT[] NOT NULL,
    run_id      VARCHAR NOT NULL
);
COMMENT ON TABLE article_signals IS 'What title and lead of an article show without a model: letter groups of names, and numbers.';
COMMENT ON COLUMN article_signals.article_id IS 'The article.';
COMMENT ON COLUMN article_signals.revision_no IS 'The revision it was computed from.';
COMMENT ON COLUMN article_signals.language IS 'Language of the text that was read: that of the article, or en for its English translation.';
COMMENT ON COLUMN article_signals.version IS 'Version of the rules they were made by; another version cannot be compared.';
COMMENT ON COLUMN article_signals.grams IS 'Hashes of the distinct groups of letters of the transliterated text, in order; list_intersect compares two.';
COMMENT ON COLUMN article_signals.numbers IS 'Hashes of the distinct numbers of the text, by value, in order.';
COMMENT ON COLUMN article_signals.run_id IS 'The run that computed them.';

CREATE TABLE compared_articles (
    story_id     BIGINT NOT NULL,
    article_id_a BIGINT NOT NULL,
    revision_a   INTEGER NOT NULL,
    article_id_b BIGINT NOT NULL,
    revision_b   INTEGER NOT NULL,
    sentences_a  INTEGER NOT NULL,
    sentences_b  INTEGER NOT NULL,
    links        INTEGER NOT NULL,
    is_monotone  BOOLEAN NOT NULL,
    method       VARCHAR NOT NULL,
    run_id       VARCHAR NOT NULL
);
COMMENT ON TABLE compared_articles IS 'Pairs of articles of one story whose sentences were compared, whether or not any link was found.';
COMMENT ON COLUMN compared_articles.story_id IS 'The story of both.';
COMMENT ON COLUMN compared_articles.article_id_a IS 'The article with the smaller id.';
COMMENT ON COLUMN compared_articles.revision_a IS 'Its revision when they were compared.';
COMMENT ON COLUMN compared_articles.article_id_b IS 'The article with the larger id.';
COMMENT ON COLUMN compared_articles.revision_b IS 'Its revision when they were compared.';
COMMENT ON COLUMN compared_articles.sentences_a IS 'How many sentences of article_id_a were looked at, from the top; later ones were not.';
COMMENT ON COLUMN compared_articles.sentences_b IS 'How many sentences of article_id_b were looked at.';
COMMENT ON COLUMN compared_articles.links IS 'How many links were found.';
COMMENT ON COLUMN compared_articles.is_monotone IS 'Whether they were aligned as translations, in order (a publisher''s native versions); else freely.';
COMMENT ON COLUMN compared_articles.method IS 'What the sentences were judged by: embedding+signals or signals.';
COMMENT ON COLUMN compared_articles.run_id IS 'The run that compared them.';

CREATE TABLE sentence_links (
    story_id     BIGINT NOT NULL,
    article_id_a BIGINT NOT NULL,
    revision_a   INTEGER NOT NULL,
    paragraph_a  INTEGER NOT NULL,
    segment_a    INTEGER NOT NULL,
    article_id_b BIGINT NOT NULL,
    revision_b   INTEGER NOT NULL,
    paragraph_b  INTEGER NOT NULL,
    segment_b    INTEGER NOT NULL,
    score        DOUBLE NOT NULL,
    kind         VARCHAR NOT NULL,
    run_id       VARCHAR NOT NULL
);
COMMENT ON TABLE sentence_links IS 'Sentences of two articles of one story that say the same. Stored once per pair: article_id_a is the smaller id.';
COMMENT ON COLUMN sentence_links.story_id IS 'The story of both articles.';
COMMENT ON COLUMN sentence_links.article_id_a IS 'The article with the smaller id.';
COMMENT ON COLUMN sentence_links.revision_a IS 'Its revision when they were compared; join segments of that revision''s source version.';
COMMENT ON COLUMN sentence_links.paragraph_a IS 'Paragraph of the sentence, as in segments; 0 is the title.';
COMMENT ON COLUMN sentence_links.segment_a IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN sentence_links.article_id_b IS 'The article with the larger id.';
COMMENT ON COLUMN sentence_links.revision_b IS 'Its revision when they were compared.';
COMMENT ON COLUMN sentence_links.paragraph_b IS 'Paragraph of its sentence.';
COMMENT ON COLUMN sentence_links.segment_b IS 'Sentence in that paragraph.';
COMMENT ON COLUMN sentence_links.score IS 'Calibrated probability, 0 to 1, that the two say the same.';
COMMENT ON COLUMN sentence_links.kind IS 'translation (native versions, in order), shared (independent articles) or copied (the same words in one language).';
COMMENT ON COLUMN sentence_links.run_id IS 'The run that found it.';
