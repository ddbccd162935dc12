CREATE VIEW translation_quality AS
SELECT
    versions.pair, versions."pivot" AS pivot_language, versions.engine, versions.package_name,
    versions.package_version, versions.is_demo, articles.source_id,
    count(DISTINCT versions.version_id) AS versions,
    count(*) AS sentences,
    round(avg(segments.score), 3) AS mean_score,
    count(*) FILTER (len(segments.flags) > 0) AS flagged,
    round(100.0 * count(*) FILTER (len(segments.flags) > 0) / count(*), 1) AS percent_flagged,
    count(*) FILTER (list_contains(segments.flags, 'loop')) AS loop,
    count(*) FILTER (list_contains(segments.flags, 'copied')) AS copied,
    count(*) FILTER (list_contains(segments.flags, 'wrong_script')) AS wrong_script,
    count(*) FILTER (list_contains(segments.flags, 'wrong_language')) AS wrong_language,
    count(*) FILTER (list_contains(segments.flags, 'length_ratio')) AS length_ratio,
    count(*) FILTER (list_contains(segments.flags, 'truncated')) AS truncated,
    count(*) FILTER (list_contains(segments.flags, 'lost_number')) AS lost_number,
    count(*) FILTER (list_contains(segments.flags, 'lost_placeholder')) AS lost_placeholder,
    count(*) FILTER (list_contains(segments.flags, 'hallucinated_marker')) AS hallucinated_marker,
    count(*) FILTER (list_contains(segments.flags, 'empty')) AS "empty"
FROM versions
JOIN articles ON articles.article_id = versions.article_id
JOIN segments ON segments.version_id = versions.version_id
WHERE versions.is_current AND versions.origin = 'machine'
GROUP BY ALL;
COMMENT ON VIEW translation_quality IS 'Scores and flags of the current machine versions, per direction, package and source. A sentence may carry several flags.';
COMMENT ON COLUMN translation_quality.pair IS 'Direction, for example en-uk.';
COMMENT ON COLUMN translation_quality.pivot_language IS 'Language between, when translated in two steps.';
COMMENT ON COLUMN translation_quality.engine IS 'What translated.';
COMMENT ON COLUMN translation_quality.package_name IS 'With which package.';
COMMENT ON COLUMN translation_quality.package_version IS 'Its version.';
COMMENT ON COLUMN translation_quality.is_demo IS 'Whether it is a demo package.';
COMMENT ON COLUMN translation_quality.source_id IS 'Source of the articles.';
COMMENT ON COLUMN translation_quality.versions IS 'Current machine versions.';
COMMENT ON COLUMN translation_quality.sentences IS 'Sentences in them.';
COMMENT ON COLUMN translation_quality.mean_score IS 'Mean score of a sentence; 0 is best.';
COMMENT ON COLUMN translation_quality.flagged IS 'Sentences with any flag.';
COMMENT ON COLUMN translation_quality.percent_flagged IS 'These in percent.';
COMMENT ON COLUMN translation_quality.loop IS 'Sentences that repeat themselves.';
COMMENT ON COLUMN translation_quality.copied IS 'Sentences left untranslated.';
COMMENT ON COLUMN translation_quality.wrong_script IS 'Sentences in the wrong alphabet.';
COMMENT ON COLUMN translation_quality.wrong_language IS 'Sentences in another language than asked.';
COMMENT ON COLUMN translation_quality.length_ratio IS 'Sentences much shorter or longer than their source.';
COMMENT ON COLUMN translation_quality.truncated IS 'Sentences that break off.';
COMMENT ON COLUMN translation_quality.lost_number IS 'Sentences that lost or changed a number.';
COMMENT ON COLUMN translation_quality.lost_placeholder IS 'Sentences that lost an address, a handle or the like.';
COMMENT ON COLUMN translation_quality.hallucinated_marker IS 'Sentences with marks that the source does not have.';
COMMENT ON COLUMN translation_quality."empty" IS 'Sentences without a translation.';
