"""Any table as a file.

In a list view, after its filters and before its paging::

    table = Table(_("변경 기록"), COLUMNS, entries.iterator())
    if file := exported(request, table, channel):
        return file

`?format=csv` and `?format=xlsx` then answer with what the filters show. In the template
`{% include "parts/exports.html" %}` prints the two links with the same filters.
"""
