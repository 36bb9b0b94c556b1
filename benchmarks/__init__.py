"""How fast it is, measured beside a bare page of the same size: `make bench` writes results.md in this folder."""
