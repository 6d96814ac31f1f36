"""What every other folder here needs: errors, paths, progress, the template, requests."""
