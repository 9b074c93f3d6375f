# Print-outs: the list for the wall, the slip for one member, the roll on paper.

# The list for the wall.
statement-title = Statement of points
statement-branch = Branch: { $value }
statement-period = Period: { $value }
statement-rules = Rules: { $value }
statement-posted_on = Posted on: { $value }
statement-objections_until = Objections until: { $value }
statement-name = Name
statement-total = Total score
statement-before = Before
statement-change = Change
statement-late_items = Late entries
statement-corrections = Corrections
statement-concurrent_closes = This period was closed twice at once. What both closes cover is in this list.
statement-incomplete = Its points are not shown until all of its records are here. Still missing: { $count }
statement-signature_line = Signature of the secretary, and date
statement-nobody_ranked = The list is in the order of the roster. Nobody is ranked.

# The slip for one member.
slip-title = Personal slip of points
slip-what_counted = What counted
slip-what_cut = What a cap left out
slip-how_to_object = If something is wrong here, object on your phone or tell the secretary. Every objection is answered. Until: { $value }

# The sheet for calling the roll on paper.
roll_sheet-title = Roll sheet
roll_sheet-how_to = Make one mark for each person. No mark means that nobody was asked, never absence. Leave is marked without its reason.
roll_sheet-mark_present = Present
roll_sheet-mark_late = Late
roll_sheet-mark_leave = On leave
roll_sheet-mark_absent = Absent
roll_sheet-mark_exempt = Exempt
slip-of = Slip of points of { $value }
