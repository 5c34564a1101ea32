"""Sending what waits in a profile, each record exactly once and none blocking another.

`worker.Outbox` sends, `senders` know how each kind of record is sent, `connectivity.ConnectivityMonitor` says
when the ministry is back. `docs/adr/0025` to `0029` say why it is built as it is.
"""
