"""Measurements: benchmarks, faults, loads, growth, costs and quotas."""
