# Why something was returned, rejected or marked. Never why a person was away.

reason-evidence_missing = Evidence is missing
reason-wrong_training = Wrong training
reason-wrong_minutes = Wrong minutes
reason-duplicate = Duplicate
reason-late_entry = Late entry
reason-not_present = Was not present
reason-other = Other
