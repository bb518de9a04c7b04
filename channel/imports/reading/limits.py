"""How large a file may be. Above these nothing is read, so memory stays bounded."""

MEGABYTE = 1024 * 1024

FILE_BYTES = 200 * MEGABYTE
LINE_BYTES = MEGABYTE
PAGE_BYTES = 50 * MEGABYTE  # HTML: the tree takes about ten times its text
COLUMNS = 2_000
CELLS = 6_000_000  # about a gigabyte while a table is made

# A workbook's XML is usually 8 to 20 times its packed size; deflate ends at 1,032.
UNPACKED_BYTES = 400 * MEGABYTE
PACKED_RATIO = 200
RATIO_FROM_BYTES = 10 * MEGABYTE
MEMBERS = 2_000

HEADER_ROWS = 60  # titles above the header are looked for this far down
SAMPLES = 200
