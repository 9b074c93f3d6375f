# The report on a branch, out of 100 points.

evaluation-title = Evaluation of the branch
evaluation-indicator = Indicator
evaluation-value = Score
evaluation-weight = Out of
evaluation-manual = Given by hand
evaluation-author = Given by: { $value }
evaluation-evidence_mix = Kinds of evidence
evaluation-not_measured = Not measured
evaluation-measured_of = Total score of what was measured: { $done } / { $total }
evaluation-two_values = Two people gave different scores. Both are shown and neither counts.
evaluation-nobody_ranked = Branches are listed by name. Nobody is ranked.
