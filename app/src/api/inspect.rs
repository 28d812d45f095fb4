//! What the inspector and the search tester ask.
