CREATE VIEW name_renderings AS
WITH names AS (
    SELECT
        article_names.name_key, article_names.language, article_names.name, sum(article_names.mentions) AS mentions,
        count(DISTINCT article_names.article_id) AS articles,
        count(DISTINCT articles.source_id) AS outlets
    FROM article_names
    JOIN articles ON articles.article_id = article_names.article_id AND articles.revision_no = article_names.revision_no
    GROUP BY ALL
)
SELECT
    name_key, language, name, CAST(mentions AS BIGINT) AS mentions, articles, outlets,
    count(*) OVER (PARTITION BY name_key) AS renderings,
    CAST(sum(mentions) OVER (PARTITION BY name_key) AS BIGINT) AS all_mentions
FROM names;
COMMENT ON VIEW name_renderings IS 'Names and their spellings: rows of one name_key sound alike in Latin letters, whatever their script (Zelensky, Zelenskyy, Зеленський). A key is a guess by sound: short names of different people may share one. Source text only.';
COMMENT ON COLUMN name_renderings.name_key IS 'Consonants of the name in Latin letters; names that sound alike share it.';
COMMENT ON COLUMN name_renderings.language IS 'Language of the text.';
COMMENT ON COLUMN name_renderings.name IS 'The name, folded, without its case ending where that is known.';
COMMENT ON COLUMN name_renderings.mentions IS 'How often it stands there.';
COMMENT ON COLUMN name_renderings.articles IS 'In how many articles.';
COMMENT ON COLUMN name_renderings.outlets IS 'In how many outlets.';
COMMENT ON COLUMN name_renderings.renderings IS 'Spellings with this key, over all languages.';
COMMENT ON COLUMN name_renderings.all_mentions IS 'Mentions of all of them.';
