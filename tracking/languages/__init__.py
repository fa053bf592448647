"""Words for parcels, orders, and columns: one data file per language. README.md tells how to add one."""
