# The sheet of paper with the organisation's sealed keys.

key_sheet-title = Key sheet of the organisation
key_sheet-purpose = With this sheet, its passphrase and a backup the hub comes back on an empty machine, and all phones go on as before. Without the keys no backup can be used.
key_sheet-store = Keep this sheet locked away and not beside the hub. Keep the passphrase somewhere else. Photograph the sheet only to use it. Who has both can certify phones in the organisation's name.
key_sheet-realm = Fingerprint of the organisation
key_sheet-made_on = Made on: { $value }
key_sheet-version = Version: { $value }
key_sheet-how = To restore, type all lines below with their numbers into a text file, or take a PNG picture of the code. Then enter this command.
key_sheet-typing = The last four characters of a line check it: a typing error is found and its line is named. Blanks and small letters make no difference.
