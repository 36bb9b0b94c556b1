"""The only writers: one verb, one function, actor first. Each holds the lock, asks who this is, changes, journals, tells."""
