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

# From phone to phone.
app-give = Give to another phone
app-take = Take from another phone
app-give_what = What to give
app-give_unconfirmed = Records that the hub has not confirmed
app-give_mine = All my records
app-give_year = My records of a year
app-give_month = My records of a month
app-give_to = Decisions and trainings for one member
app-give_certificate = The certificate alone
app-give_along = Given along with it
app-give_rules = The points rules
app-give_certificates = Certificates
app-give_again = Give something else
app-give_open = Whoever gets the file or the codes can read them. Give them only to whom they are for.
app-year = Year
app-month = Month
app-member_id = Member's id
app-code_show = Show codes: { $count }
app-code_number = Code: { $value }
app-code_before = Previous code
app-code_next = Next code
app-code_stop = Stop turning
app-code_turn = Turn by itself
app-code_hold = Hold the screen to the camera of the other phone until it has taken everything.
app-code_end = Close the codes
app-pictures = Choose pictures, one or more
app-share = Send with another app
app-shared = Handed to another app.
app-save_file = Save as a file
app-saved_file = File saved: { $value }
app-take_lead = Scan the codes on the other phone, or choose pictures or a file.
app-take_file = Choose a file
app-take_cut = Not everything came. What came is saved; please transfer once more.

# Letters to the hub in somebody else's hands.
app-letter = Letter to the hub
app-letter_lead = This phone has not met the hub yet. It can write a letter for somebody who goes where there is a network.
app-letter_write = Write a letter
app-letters = Letters carried for others
app-letter_back = Give the answer to the phone that wrote the letter
app-letter_answer = Answer of the hub

# What is kept about the member.
app-data = My data
app-data_lead = All that is kept about you on this phone. It can be read without a network.
app-data_trainings = Trainings of the branch
app-access = Who looked at my record
app-access_of = Fetched: { $value }
app-access_fetch = Fetch again

# Codes at the door.
app-door_code = I have a check-in code
app-door_digits = The six digits at the door
app-door_add = Add the check-in code
