"""A simulated Kakao over real HTTP: Business Auth, Moment, message ads v2 and Keyword Ads.

It plays all four hosts on one address. What it enforces is what Kakao documents: see `limits` for
calls per second, `moment.window` for periods. What it makes up, because nobody knows, is said here:

- A withheld day (1% per account): a report whose period touches it is refused with HTTP 400, code
  -813, detailCode 60005, for ever. The same period without the day is answered.
- Keys of PLUS_FRIEND are `sim_friend_add_1d` and `sim_friend_add_7d`.
- A campaign of messages stands in reports but in no list; its detail is "not found", its ad groups
  and creatives can be listed.
- Limits are counted by this machine's clock and scaled by --limit-scale; days and growth follow the
  clock of `PUT /_sim/clock`.
- Client ids are `sim-rest-key` or `sim-rest-key-<anything>` (another app), the secret is
  `sim-business-secret`.

Control, all JSON: PUT /_sim/clock, PUT /_sim/faults, PUT /_sim/tokens, GET /_sim/log,
GET /_sim/truth, GET /_sim/state. `control` documents each.
"""
