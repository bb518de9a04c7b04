"""Kakao's public business APIs and its files: neither Django nor a database.

Three layers. `moment`, `keyword` and `business` build a `Call` and decipher its answer without any
I/O; `client.Client` is the one place that opens a socket; the class of an error (`errors`) says
what to do. `simulator` stands in for Kakao over real HTTP and in files.
"""
