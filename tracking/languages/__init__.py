"""What people call parcels, orders and columns: one data file a language. README.md tells how to add one."""
