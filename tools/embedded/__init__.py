"""The embedded stack: the same template built, deployed and used on an emulator on this machine."""
