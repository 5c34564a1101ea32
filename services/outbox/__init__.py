"""Sending what waits in a profile, each record exactly once and none blocking another.

`worker.Outbox` sends, `senders` know how each kind of record is sent, `connectivity.ConnectivityMonitor` says
when the ministry is back. `docs/adr/0018` and `0019` give the reasons.
"""
