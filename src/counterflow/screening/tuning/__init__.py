"""Evidence for thresholds: recall by class of variation, samples below the line, comparisons."""
