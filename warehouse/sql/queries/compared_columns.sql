-- The columns of every table and view, with their types and comments.
SELECT table_name, column_index, column_name, data_type, is_nullable, comment
FROM duckdb_columns() WHERE database_name = $1 AND NOT internal
ORDER BY ALL
