# The file with everything of one member's own.

export-title = The records of one member
export-made_on = Written on: { $value }
export-words_note = What the names of states in this file mean is listed under "words".
export-scope_note = Records that had not arrived on this phone are not in this file.
