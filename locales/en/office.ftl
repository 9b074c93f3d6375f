# The pages of an office: roll, review, roster.

office-queue = Review
