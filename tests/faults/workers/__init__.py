"""Clients, agents and strangers at a ministry of several processes that are killed."""
