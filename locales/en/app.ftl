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
app-help = Help
app-sync = Sync now
app-syncing = Sync is under way
app-all_arrived = Everything has arrived.
app-notice = The notice about your records

# The branch
app-office = Branch
app-office_township = Township
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

# Several members on one phone
app-members = Members on this phone
app-members_lead = Each member's records are kept apart. Switching needs no network.
app-member_add = Add a member
app-member_new = Not enrolled yet
app-member_here = Shown now
app-member_former = A former phone of this member
app-member_name = Name on this phone
app-member_name_help = The name is kept on this phone alone and is not sent.

# PIN
app-pin = PIN
app-pin_set = Set a PIN
app-pin_change = Change the PIN
app-pin_remove = Remove the PIN
app-pin_old = The PIN of now
app-pin_new = New PIN, 4 to 8 digits
app-pin_again = Once more
app-pin_differs = The two are not the same. Please enter them again.
app-pin_form = Please enter 4 to 8 digits.
app-pin_wrong = The PIN is wrong. Nothing was deleted.
app-pin_wait = The PIN was wrong several times. Nothing was deleted; please wait and try again. Seconds: { $count }
app-pin_what = A PIN stops who borrows the phone or looks over your shoulder. Somebody with skill who has the phone may still read the records. Tell the secretary if the phone is lost.
app-pin_saved = The PIN is set.
app-pin_removed = The PIN is removed.
app-pin_unsaved = The PIN was not saved. Check the storage space and try again.
app-unlock = Open
app-lock = Lock now
app-locked = Locked
app-pin_forgot = PIN forgotten
app-pin_forgot_how = Ask the secretary for a new invite code and enrol with it; your records come back. What is not yet sent from here is not lost: it is sent as ever when there is a network.
app-invite_new = Enrol with a new invite code

# Another phone, a stopped phone, one's own phones
app-fetching = Fetching your records. KB: { $count }
app-restored = Your records are back: { $count }
app-carried_over = Records that came from your former phone: { $count }
app-carried_left = Records that could not come and stay in the former phone: { $count }
app-stopped = This phone is stopped.
app-stopped_what = All records are here; nothing was deleted. The branch looks at what was recorded since apart and decides whether it counts. To go on, ask the secretary for a new invite code.
app-keep_copy = Keep as a file, or hand to another phone
app-devices = My phones
app-devices_known = These are my phones
app-device_added = A phone was added to yours. Please look whether it is yours.
app-devices_none = Shown after the first sync.

# Posted points
app-statements = Posted points
app-statements_none = Nothing was posted yet.
app-statement_nothing = Nothing new in this period.
app-statement_object = If something is wrong, tap it and object.
app-statement_was = Before: { $value }
app-statement_is = Now: { $value }

# Whether records are kept safely
app-safety = How to keep records safe
app-safety_unkept = When space is short the browser may clear the records here. Please add this app to the home screen.
app-safety_old = Some records were not sent for long. Days: { $count }
app-safety_full = The phone's storage is nearly full. Without space no new record can be saved.
app-safety_good = The records are kept safely on this phone.
app-safety_ask = Ask the browser to keep the records
app-install = Add to the home screen
app-gone = Some records are no longer on this phone
app-gone_count = Records that are not here: { $count }
app-gone_back = The browser's data was cleared. What had arrived comes back when there is a network.
app-gone_left = What had arrived is back. The rest had not arrived: please record it again, or tell the secretary.

# A new version, the phone's date
app-update_ready = There is a new version. Whatever is not yet sent is kept.
app-update = Update
app-version = Version: { $value }
app-clock_phone = The phone's date: { $value }
app-clock_hub = The server's date: { $value }
app-clock_what = Days are shown and recorded by the server's date here. Please set the date in the phone's settings.

# Codes at the door.
app-door_code = I have a check-in code
app-door_digits = The six digits at the door
app-door_add = Add the check-in code

# Demonstration.
app-demo = This is a demonstration. All people and records are invented.
app-demo_member = Try it as a member
app-demo_secretary = Try it as a secretary
