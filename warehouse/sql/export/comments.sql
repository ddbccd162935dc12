-- What tables and columns mean, as it is said of views over their files.
SELECT 'VIEW' AS kind, table_name, NULL AS column_name, comment, 0 AS place
FROM duckdb_tables() WHERE NOT internal AND NOT temporary AND comment IS NOT NULL
UNION ALL
SELECT 'COLUMN', duckdb_columns.table_name, column_name, duckdb_columns.comment, column_index
FROM duckdb_columns() JOIN duckdb_tables() USING (table_name)
WHERE NOT duckdb_tables.internal AND NOT duckdb_tables.temporary AND duckdb_columns.comment IS NOT NULL
ORDER BY table_name, place
