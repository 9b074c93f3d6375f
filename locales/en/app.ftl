# The member's app: its screens and buttons. States, reasons and errors are in the other files.

app-title = My record
app-missing = This hub was built without the app. Phones and the command line can use it all the same.
app-no_script = This browser does not run the app. Please use a newer one.
app-wait = Please wait a moment.
app-open_failed = The app could not be opened. Nothing is lost; please try again when there is a network.

# On every screen.
app-font_size = Font size
app-back = Back
app-retry = Try again
app-cancel = Cancel
app-next = Next
app-submit = Submit
app-save = Save
app-offline = No network

# Enrolment.
app-enrol = Begin with an invite code
app-enrol_lead = The secretary gives you a sheet with an invite code.
app-code = Invite code
app-scan = Scan a code
app-picture = Choose a picture
app-scan_none = No QR code was found in the picture. Please go closer and try again.
app-no_camera = The camera cannot be used. Please choose a picture.

# Today.
app-today = Today
app-yesterday = Yesterday
app-tomorrow = Tomorrow
app-no_trainings = There are no trainings in these days.
app-took_part = I took part
app-recorded = Recorded
app-cancelled = The training was cancelled
app-more = Record something else
app-course = Number of the course
app-note = Remark, if you want
app-no_items = Activities can be chosen after the first sync.

# My record.
app-mine = My record
app-evidence = Evidence
app-withdraw = Withdraw
app-withdraw_ask = Do you want to withdraw this record?
app-resubmit = Change it and submit it again
app-object = Raise an objection
app-object_what = What is wrong?
app-township = Ask the township
app-hours_of = Class hours: { $value }, target: { $target }

# The phone.
app-phone = Phone
app-sync = Sync now
app-syncing = Sync is under way
app-all_arrived = Everything has arrived.
app-notice = The notice about your records

# The branch
app-office = Branch
app-office_fetch = The branch's pages are fetched once over a network. Try again where there is one.

# Demonstration.
app-demo = This is a demonstration. All people and records are invented.
app-demo_member = Try it as a member
app-demo_secretary = Try it as a secretary
