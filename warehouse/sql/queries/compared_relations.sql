-- Everything a database defines: tables, views and macros with their comments, primary keys and definitions.
SELECT 'table' AS kind, table_name AS name, sql AS definition, comment
FROM duckdb_tables() WHERE database_name = $1 AND NOT internal AND NOT temporary
UNION ALL
SELECT 'view', view_name, sql, comment
FROM duckdb_views() WHERE database_name = $1 AND NOT internal AND NOT temporary
UNION ALL
SELECT 'macro', function_name, macro_definition, comment
FROM duckdb_functions() WHERE database_name = $1 AND NOT internal
UNION ALL
SELECT 'index', index_name, sql, comment
FROM duckdb_indexes() WHERE database_name = $1
ORDER BY ALL
