"""Files of rows, as people and programs write them: CSV, JSON lines, Parquet, and spreadsheets behind one protocol.

`tracking.tabular.formats.open_table` opens a file and returns a `tracking.tabular.reader.Reader`.
`tracking.tabular.columns` tells which header stands for which field.
"""
