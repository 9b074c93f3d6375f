# What stands about records that were set aside for checking.
quarantine-waiting = Waiting for a secretary
quarantine-proposed = Proposed by the same person
quarantine-adopted = Taken in
quarantine-refused = Not taken in
quarantine-disputed = Secretaries disagree
quarantine-none = Nothing is set aside.
quarantine-said = Noted for so many records: { $count }
quarantine-attested = The visit is attested. The home branch counts it.
