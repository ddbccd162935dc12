SELECT language, count(*) FROM articles GROUP BY language ORDER BY language
