"""One module per kind: typed frame in, stored rows and true counts out."""
