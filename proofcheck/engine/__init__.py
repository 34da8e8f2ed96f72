"""Runs the checkers: order, tasks, executors, cache and its keys, time limits."""
