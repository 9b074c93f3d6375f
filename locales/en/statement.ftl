# Print-outs: the list for the wall.

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
