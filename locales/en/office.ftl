# The pages of an office: roll, review, roster.

office-queue = Review

# The desk: queue, decisions, objections.
office-round = Round
office-note = Note
office-decisions_here = Decisions that exist only on this phone: { $count }. Please sync soon.
office-approve_all = Approve all confirmed: { $count }
office-approve_all_means = Records that the roll, a code or another person confirms are approved and count at once. Only a new decision changes that; nothing is deleted.
office-approved = Approved: { $count }
office-confirmed = Confirmed
office-queue_empty = Nothing waits for a decision.
office-approve = Approve
office-return = Return
office-reject = Reject
office-amount = How much
office-grant_rules = By the rules
office-grant_minutes = Other minutes
office-grant_points = Other points
office-choose = Choose
office-decision_means = The new decision takes the place of all that this phone shows.
office-decide_again = Decide again
office-objections = Objections
office-answer = Answer
office-answer_words = The answer in words
office-answer_means = An answer changes no points. If the objection is right, decide, mark or adjust as well.

# Conflicts and what was set aside.
office-conflicts = Conflicts
office-conflicts_of = Conflicts: { $count }
office-conflicts_none = There are no conflicts.
office-conflicts_lead = Both sides are kept. Sync first, talk, and let one of you settle it.
office-sides = Who said what
office-settle = Settle it so
office-settle_means = What this will do
office-settle_other_mark = The decision stays; the mark on the roll becomes the chosen one.
office-settle_between = The chosen record is approved, the others are rejected as duplicates.
office-settle_replaces = It takes the place of all sides that this phone shows, and all phones agree after a sync. Nothing is deleted.
office-parallel_lead = Edit the training once more; that edit then stands.
office-quarantine = Set aside
office-quarantine_lead = Records that came after a phone was revoked. They count nothing until they are taken in, and are not lost.
office-device = Phone { $value }
office-record = Record
office-pick_all = Choose all that wait: { $count }
office-adopt = Take in: { $count }
office-refuse = Keep out: { $count }
office-adopt_means = The chosen records count like any other.
office-refuse_means = The chosen records do not count and are kept. They can be taken in later.

# Adjustments and the veto.
office-adjustments = Additions and deductions
office-adjustment_counting = Counts
office-adjustment_possibly_same = Possibly the same
office-adjustment_disputed = Disputed
office-adjustment_proposal = Proposal
office-adjustment_taken_back = Taken back
office-adjust = Add or deduct points
office-separate = Not the same: count it too
office-separate_means = It counts, and is no longer taken for the same.
office-confirm = Agree to the proposal
office-take_back = Take it back
office-take_back_means = It counts no longer and stays readable.
office-veto = Set the total to zero
office-veto_withdraw = Take the zero back
office-veto_means = It holds only where branch and township both say so. If either takes it back, all points are there again.

# Statements.
office-statements = Statements
office-close = Close a period
office-close_lead = After that the list for the wall and the slips can be printed.
office-period = Period
office-close_sync = This phone is not fully synced. Sync first, so that everything is here.
office-close_waits = Still waiting for a decision, not counted this time: { $count }
office-close_objections = Objections without an answer: { $count }
office-close_again = This period was closed before. Closing it again puts the new one in its place.
office-close_means = A close covers all records of the year that this phone has. What comes later goes into the next statement.
office-close_now = Close { $value }
office-closed = Closed periods
office-closed_none = Nothing was closed yet.
office-closed_by = Closed by
office-print_wall = Print the list for the wall
office-print_slips = Print all slips: { $count }
office-share_wall = Share the list as a picture
office-picture_shared = The picture was shared.
office-picture_kept = The picture is in the downloads.

# Members and their phones.
office-members = Roster
office-order = Order
office-order_roster = Roster
office-order_bo = Tibetan
office-order_zh = Chinese
office-invite = Make invites
office-invite_lead = Choose who needs an invite. It needs a network.
office-invite_replaces = An earlier invite that nobody used is then good for nothing.
office-invite_now = Make invites: { $count }
office-invite_made = New invites: { $count }
office-print_invites = Print the invites
office-devices = Phones
office-devices_lead = What phones there are is asked over the network.
office-devices_fetch = Look at the phones
office-devices_none = No phone yet.
office-told_on = Last word: { $value }
office-silent = Bring news
office-silent_means = This phone had no network for long. Bring news, or collect its records by QR code. It says nothing about the person.
office-revoked = Revoked
office-revoke = Revoke this phone
office-revoke_means = What the hub has counts as before; what comes later is set aside for a secretary. Nothing is deleted. It cannot be undone.
office-revoke_since = Not in the owner's hands since; may be left out
office-revoke_done = Revoked.
office-replace = Invite for a new phone
office-replace_lead = A lost phone: revoke it, then make an invite for the new one; the records come back to that.

# Charts and the evaluation.
office-charts = Hours and attendance
office-chart_hours = Class hours by month, the whole branch
office-chart_attendance = Attendance by training
office-as_table = Figures
office-month = Month
office-attended = Took part
office-evaluation_file = Evaluation file
office-evaluation_lead = Choose the evaluation file of the organisation. The report is computed on this phone.
office-evaluation_show = Compute
office-sector = Sector
office-from = From
office-to = To
