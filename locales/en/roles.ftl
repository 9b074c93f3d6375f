# What a person may do.

role-member = Member
role-roll_keeper = Roll keeper
role-secretary = Branch secretary
role-station_keeper = Station keeper
role-township_reviewer = Township reviewer
role-organiser = Organiser
role-auditor = Auditor (reads only)
