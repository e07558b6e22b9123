"""What every import has, whatever it brings: a run, its lines, its dry run, its batches, its report."""
