"""Archives moving in: parsers yield records, bodies become blocks, one writer stores them and fills a report.

Owns the knowledge of other programs' formats and the memory of what was imported from where. Knows the newsroom
and the fronts; nothing but the command line and the demo may know ingest. Parsers and bodies touch no database.
"""
