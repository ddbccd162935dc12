"""The bundled demo press: invented outlets and articles in English, Ukrainian and Russian, as messy as the web.

`config.yaml` reads it, `server.py` serves it on loopback, `references.tsv` holds our own translation of every
sentence, and `expected.json` what the pipeline should store and what it should reject.
"""
