# What a member is asked before the first record. Facts only: each sentence is something that the
# service does, see docs/never.md.

consent-title = Before you record for the first time
consent-who = Who keeps the records: { $value }
consent-what = What is kept: your name, your branch and role, the trainings, study and activities that you record, what was decided about them, and which phones are yours.
consent-what_not = What is never kept: where you are, photos of you, identity numbers, family, religion, the reason for an absence, what you write to others.
consent-why = Purpose: to count class hours and points by rules that everybody can read.
consent-who_sees = Who can view it: you, the secretaries of your branch, and the township where it has to settle something. On the wall there is only your name and total score.
consent-reads = Whoever views your records on the server is registered, and you can see it. Whoever views them on the phone of another cannot be seen.
consent-how_long = How long it is kept: { $value }
consent-rights = You can view and export your own records at any time, object to what is wrong, and apply for deletion.
consent-refuse_free = You may refuse. Then you are marked on the roll on paper, and you lose nothing by it.
consent-withdraw_how = You can withdraw your consent at any time. After that nothing new is recorded.
consent-question = Do you agree that this phone saves these records and sends them?
consent-ask = Please put questions to the secretary of your branch.
consent-version = Version: { $value }
consent-agree = I agree
consent-refuse = I do not agree
consent-withdraw = Withdraw consent

# What was said to the notice
notice-unasked = Not answered yet
notice-given = Agreed
notice-refused = Not agreed
notice-outdated = The notice has changed; please answer again
notice-kept_default = until you apply for deletion, or what is from past years is deleted by the rules
notice-by_recording = Recording with this command means that you agree. To refuse: drokpa phone consent refuse
