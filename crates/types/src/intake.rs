//! Imports and exports as the dashboard shows them: mapping, dry run, progress, result.
