SELECT memory_id, target_text, score, flags, origin
FROM translation_memory SEMI JOIN staged USING (memory_id)
