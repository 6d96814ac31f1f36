"""The embedded stack: the real template on an AWS emulator that listens on loopback only."""
