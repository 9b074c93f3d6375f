# Table heads, and the small page.

# Table heads.
head-member = Member
head-name = Name
head-branch = Branch
head-points = Points
head-stars = Star level
head-hours = Class hours
head-minutes = Minutes
head-base = Base points
head-bonus = Added points
head-deduct = Deducted points
head-total = Total score
head-target = Target
head-date = Date
head-training = Training
head-kind = Kind
head-decision = Decision
head-state = Status
head-why = Reason

# The page.
page-empty = There are no records yet.
page-native_review = The Tibetan text has not been read by a native reader yet.
