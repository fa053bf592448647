"""Files of rows, as people and programs write them: CSV, JSON lines, Parquet and spreadsheets behind one protocol.

`tracking.tabular.formats.open_table` opens a file, `tracking.tabular.reader.Reader` is what it gives, and
`tracking.tabular.columns` tells which header stands for which field.
"""
