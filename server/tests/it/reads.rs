//! The JSON reads against phones: the same numbers, and a trace of every look.
