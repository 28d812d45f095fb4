//! Executions with their steps, and the search tester's answer.
