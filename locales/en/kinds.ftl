# Kinds of trainings, of claims, of marks on the roll and of evidence.

# Trainings.
kind-topic_training = Topic training
kind-on_site_visit = On-site visit
kind-phone_learning = Phone learning
kind-live_lecture = Live lecture
kind-away_training = Away training
kind-branch_meeting = Branch meeting
kind-theme_day = Theme day
kind-performance = Education performance
kind-volunteering = Volunteering

# Claims.
claim-attendance = Took part in a training
claim-study = Study
claim-activity = Activity
claim-unlisted = Unlisted training

# Marks on the roll.
mark-present = Present
    .audio = mark-present
mark-late = Late
    .audio = mark-late
mark-leave = On leave
    .audio = mark-leave
mark-absent = Absent
    .audio = mark-absent
mark-exempt = Exempt
    .audio = mark-exempt

# Evidence.
evidence-phone = Recorded on the phone of the member
evidence-roll = Marked on the roll
evidence-host = Attested by a host station
evidence-entered_for = Entered for the member by another
evidence-code = Check-in code
