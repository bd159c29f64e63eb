"""SQL is the truth: tables, one module per aggregate, migrations."""
