-- A source is judged as of its last check: time in which nobody looked is not its silence.
CREATE VIEW source_warnings AS
WITH asked AS (
    SELECT
        source_id, kind, last_checked_at AT TIME ZONE 'UTC' AS asked_at, first_checked_at AT TIME ZONE 'UTC' AS known_at,
        last_status, coalesce(last_error, 'no reason was given') AS last_error, failures_in_a_row,
        failing_since AT TIME ZONE 'UTC' AS failing_since
    FROM source_health
    WHERE active AND last_checked_at IS NOT NULL
),
-- When its articles appeared: as published, but never after they were seen.
appeared AS (
    SELECT
        articles.source_id, articles.article_id, articles.language, asked.asked_at,
        articles.first_seen_at AT TIME ZONE 'UTC' AS seen_at,
        least(coalesce(articles.published_at, articles.first_seen_at), articles.first_seen_at) AT TIME ZONE 'UTC' AS moment
    FROM articles
    JOIN asked ON asked.source_id = articles.source_id
),
-- The silences of its last 90 days, to the hour. One that touches Saturday or Sunday is a weekend's.
hours AS (
    SELECT DISTINCT source_id, date_trunc('hour', moment) AS moment
    FROM appeared WHERE moment > asked_at - INTERVAL 90 DAY AND moment <= asked_at
),
steps AS (
    SELECT source_id, moment, lag(moment) OVER (PARTITION BY source_id ORDER BY moment) AS earlier FROM hours
),
gaps AS (
    SELECT
        source_id, date_diff('hour', earlier, moment) AS gap,
        isodow(earlier) >= 6 OR isodow(moment) >= 6 OR date_trunc('week', earlier) <> date_trunc('week', moment)
            AS is_weekend
    FROM steps WHERE earlier IS NOT NULL
),
-- Its usual longest silence: the second longest, so that one holiday does not deafen the alarm. Eight are a history.
habits AS (
    SELECT
        source_id,
        CASE WHEN count(*) >= 8 THEN list(gap ORDER BY gap DESC)[2] END AS longest,
        CASE WHEN count(*) FILTER (NOT is_weekend) >= 8
            THEN (list(gap ORDER BY gap DESC) FILTER (NOT is_weekend))[2] END AS longest_on_weekdays
    FROM gaps GROUP BY source_id
),
last_moments AS (
    SELECT source_id, max(moment) AS moment FROM appeared WHERE moment <= asked_at GROUP BY source_id
),
silences AS (
    SELECT
        asked.source_id, asked.kind, asked.last_status, coalesce(last_moments.moment, asked.known_at) AS since,
        date_diff('hour', coalesce(last_moments.moment, asked.known_at), asked.asked_at) AS silent,
        CASE WHEN isodow(since) < 6 AND isodow(asked_at) < 6 AND date_trunc('week', since) = date_trunc('week', asked_at)
            THEN coalesce(longest_on_weekdays, longest) ELSE longest END AS longest
    FROM asked
    LEFT JOIN last_moments ON last_moments.source_id = asked.source_id
    LEFT JOIN habits ON habits.source_id = asked.source_id
),
-- The 20 newest articles of a week (10 at least) beside those of the 30 days before (20 at least).
ranked_articles AS (
    SELECT
        *, row_number() OVER (PARTITION BY source_id ORDER BY seen_at DESC, article_id) <= 20
            AND seen_at > asked_at - INTERVAL 7 DAY AS is_recent
    FROM appeared WHERE seen_at > asked_at - INTERVAL 37 DAY
),
sizes AS (
    SELECT
        ranked_articles.source_id, ranked_articles.article_id, is_recent, seen_at,
        sum(length(segments.text) - length(replace(segments.text, ' ', '')) + 1) AS words
    FROM ranked_articles
    JOIN versions
        ON versions.article_id = ranked_articles.article_id AND versions.origin = 'source' AND versions.is_current
    JOIN segments ON segments.version_id = versions.version_id AND segments.paragraph_index > 0
    GROUP BY ALL
),
lengths AS (
    SELECT
        source_id, count(*) FILTER (is_recent) AS recent, count(*) FILTER (NOT is_recent) AS earlier,
        median(words) FILTER (is_recent) AS words_now, median(words) FILTER (NOT is_recent) AS words_before,
        min(seen_at) FILTER (is_recent) AS since
    FROM sizes GROUP BY source_id
),
-- The same of what it listed: the share that was refused.
decided AS (
    SELECT
        entries.source_id, entries.outcome, entries.reason, asked.asked_at, entries.entry_id,
        entries.first_seen_at AT TIME ZONE 'UTC' AS seen_at
    FROM entries
    JOIN asked ON asked.source_id = entries.source_id
    WHERE entries.outcome <> 'pending'
),
ranked_entries AS (
    SELECT
        *, row_number() OVER (PARTITION BY source_id ORDER BY seen_at DESC, entry_id) <= 20
            AND seen_at > asked_at - INTERVAL 7 DAY AS is_recent
    FROM decided WHERE seen_at > asked_at - INTERVAL 37 DAY
),
shares AS (
    SELECT
        source_id, count(*) FILTER (is_recent) AS recent, count(*) FILTER (NOT is_recent) AS earlier,
        avg(CAST(outcome = 'reject' AS INTEGER)) FILTER (is_recent) AS refused_now,
        avg(CAST(outcome = 'reject' AS INTEGER)) FILTER (NOT is_recent) AS refused_before,
        mode(reason) FILTER (is_recent AND outcome = 'reject') AS reason,
        min(seen_at) FILTER (is_recent) AS since
    FROM ranked_entries GROUP BY source_id
),
-- What the configuration expects, of the 24 hours before the check.
days AS (
    SELECT
        asked.source_id, asked.asked_at - INTERVAL 24 HOUR AS since, asked.known_at <= asked.asked_at - INTERVAL 24 HOUR
            AS is_whole,
        count(appeared.article_id) FILTER (appeared.moment > asked.asked_at - INTERVAL 24 HOUR) AS articles
    FROM asked
    LEFT JOIN appeared ON appeared.source_id = asked.source_id
    GROUP BY ALL
),
foreign_articles AS (
    SELECT
        appeared.source_id, appeared.language, count(*) AS articles, min(appeared.seen_at) AS since
    FROM appeared
    JOIN source_expectations ON source_expectations.source_id = appeared.source_id
    WHERE len(languages) > 0 AND NOT list_contains(languages, appeared.language)
    AND appeared.seen_at > appeared.asked_at - INTERVAL 24 HOUR
    GROUP BY ALL
),
found AS (
    SELECT
        source_id, 'failing' AS warning,
        format('{} checks in a row failed: {}', failures_in_a_row, last_error) AS detail, failing_since AS since,
        FALSE AS is_expectation
    FROM asked WHERE failures_in_a_row >= 3
    UNION ALL
    SELECT
        source_id, 'silent',
        format('nothing new for {} hours; before, it was never silent for much more than {} hours', silent, longest),
        since, FALSE
    FROM silences
    WHERE kind IN ('feed', 'sitemap') AND last_status <> 'failed'
    AND longest IS NOT NULL AND silent > greatest(24, 1.5 * longest)
    UNION ALL
    SELECT
        source_id, 'shorter_texts',
        format(
            'its newest {} articles have {} words (median), those of the month before {}: look at what is cut',
            recent, CAST(words_now AS INTEGER), CAST(words_before AS INTEGER)
        ),
        since, FALSE
    FROM lengths WHERE recent >= 10 AND earlier >= 20 AND words_now < 0.5 * words_before
    UNION ALL
    SELECT
        source_id, 'more_rejects',
        format(
            '{} % of its newest {} entries were refused (mostly {}), of those of the month before {} %',
            CAST(round(100 * refused_now) AS INTEGER), recent, reason, CAST(round(100 * refused_before) AS INTEGER)
        ),
        since, FALSE
    FROM shares WHERE recent >= 10 AND earlier >= 20 AND refused_now >= refused_before + 0.3
    UNION ALL
    SELECT
        source_id, 'too_few', format('{} new in 24 hours; expected are at least {}', articles, min_per_day), since, TRUE
    FROM days JOIN source_expectations USING (source_id)
    WHERE is_whole AND articles < min_per_day
    UNION ALL
    SELECT
        source_id, 'too_many', format('{} new in 24 hours; expected are at most {}', articles, max_per_day), since, TRUE
    FROM days JOIN source_expectations USING (source_id)
    WHERE is_whole AND articles > max_per_day
    UNION ALL
    SELECT
        source_id, 'unexpected_language',
        format(
            '{} new in 24 hours in {}; expected are {}', articles, language, array_to_string(languages, ', ')
        ),
        since, TRUE
    FROM foreign_articles JOIN source_expectations USING (source_id)
    UNION ALL
    SELECT
        source_id, 'too_long_silent',
        format('nothing new for {} hours; expected are at most {}', silent, max_silence_hours), since, TRUE
    FROM silences JOIN source_expectations USING (source_id)
    WHERE silent > max_silence_hours
)
SELECT source_id, warning, detail, since AT TIME ZONE 'UTC' AS since, is_expectation FROM found;
COMMENT ON VIEW source_warnings IS 'What is wrong with a source that is read: it fails, fell silent or brings less than it used to, or breaks what the configuration expects. As of its last check; empty when all is well.';
COMMENT ON COLUMN source_warnings.source_id IS 'The source.';
COMMENT ON COLUMN source_warnings.warning IS 'failing, silent, shorter_texts, more_rejects; of expectations too_few, too_many, unexpected_language, too_long_silent.';
COMMENT ON COLUMN source_warnings.detail IS 'What was found beside what was usual or expected, for people.';
COMMENT ON COLUMN source_warnings.since IS 'Since when: the first failure, the last article, the first of the articles in question.';
COMMENT ON COLUMN source_warnings.is_expectation IS 'Whether it breaks an expectation of the configuration, rather than differs from the past of the source.';
