"""The only readers: each noun gives frozen read models made for one actor. Nothing here writes, nothing imports flask."""
