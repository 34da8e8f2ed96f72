"""The commands, one file a group: each adds its parsers; a command takes the options and returns an exit code."""
