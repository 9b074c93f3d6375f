# What became of a record, seen from its author, the branch and the hub.

# Where a record is.
delivery-on_this_phone = On this phone
delivery-arrived = Arrived
delivery-waiting = Waiting
delivery-quarantined = Set aside for checking
delivery-rejected = Not taken

# What was decided.
decision-pending = Awaiting review
    .audio = decision-pending
decision-approved = Approved
    .audio = decision-approved
decision-returned = Returned for change
    .audio = decision-returned
decision-rejected = Rejected
    .audio = decision-rejected
decision-disputed = Disputed
    .audio = decision-disputed
decision-withdrawn = Withdrawn
    .audio = decision-withdrawn

# Whether it was posted.
posting-open = Not posted yet
posting-posted = Posted
posting-objected = Objection raised
posting-answered = Objection answered

# The five words a member sees.
word-on_this_phone = On this phone
    .audio = word-on_this_phone
word-arrived = Arrived
    .audio = word-arrived
word-counted = Counted
    .audio = word-counted
word-not_counted = Not counted
    .audio = word-not_counted
word-needs_you = Needs you
    .audio = word-needs_you

# What the hub did with a group of records.
fate-accepted = Accepted
fate-known = Known already
fate-waiting = Waiting for earlier records
fate-quarantined = Set aside for checking
fate-forked = In conflict with a record that was there before
fate-rejected = Not taken

# The state of a phone.
status-saved = Saved
    .audio = status-saved
status-outbox = Waiting to be sent: { $count }
status-waiting = Waiting for earlier records: { $count }
status-rejected = Not taken: { $count }
status-quarantined = Set aside for checking: { $count }
status-awaiting_decision = Awaiting review: { $count }
status-synced = Sync is complete.
    .audio = status-synced
status-not_synced = Sync is not complete yet.
    .audio = status-not_synced
status-last_confirmed = Last confirmed: { $value }
status-never_confirmed = Not confirmed by the hub yet.
status-earlier_missing = Earlier records that are still on another phone: { $count }
status-newer_app = A newer app is needed to show this.
status-as_posted = Shown as posted for: { $value }
status-nothing_posted = Nothing that this app can show was posted in this year yet.

# The outcome of a sync.
sync-nothing_new = There is nothing new.
    .audio = sync-nothing_new
sync-more = There is more to come; please continue to sync.
    .audio = sync-more
sync-complete = Complete: { $done } / { $total }
sync-cut = Cut off: { $done } / { $total }

# Conflicts, and the rule that applies.
conflict-equal_values = The same was recorded more than once; it counts once.
conflict-two_decisions = There are two different decisions. Neither counts until a secretary settles it.
conflict-township_over_branch = Township and branch decided differently. The decision of the township stands.
conflict-two_marks = There are two different marks on the roll. Neither counts until a secretary settles it.
conflict-roll_against_decision = The roll and the decision do not agree. It does not count until a secretary settles it.
conflict-two_claims = One thing was recorded in two ways. Both are shown until one of them is chosen.
conflict-parallel_edits = A training was edited twice at once. Both edits are kept and one is shown.
conflict-own_record = This is about the writer. It counts when another person with the right repeats it.
conflict-possible_duplicate = These two are possibly the same. They count once until they are confirmed as separate.
conflict-concurrent_closes = The period was closed twice at once. Both closes count together and both are shown.
conflict-settled_by = Settled by: { $value }

# Why a record counts less than it could.
explain-item_cap = The cap of this item is used up, so the rest gives no points. The class hours count.
explain-base_cap = The cap of the base points is used up, so the rest gives no points. The class hours count.
explain-unknown_item = The rules of that day do not have this item, so it gives no points. The class hours count.
explain-outside_cycle = That day belongs to another rules year and counts there.
explain-no_rules = No rules were in force yet on that day, so it gives no points. The class hours count.
explain-outside_membership = The member was not in this branch on that day, so it gives no points and no class hours here.
explain-proposal = This is a proposal. It counts when another person with the right repeats it.
explain-contested = The member contests this absence. Nothing is deducted until it is settled.
explain-veto = The branch and the township have both set the total score to zero.

# Absences, objections and adjustments.
absence-counted = Absence counted
absence-contested = Absence contested
objection-open = Objection waiting for an answer
objection-answered = Objection answered
objection-upheld = Objection upheld
objection-refused = Objection not upheld
objection-due = Answer due by: { $value }
objection-escalated = Passed on to the township
adjust-addition = Addition
adjust-deduction = Deduction
