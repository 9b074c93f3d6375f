# native-review: not yet read by a native reader

role-member = ཏང་ཡོན
role-roll_keeper = མིང་འགོད་འགན་འཛིན
role-secretary = ཀྲི་པུའུའི་ཧྲུའུ་ཅི
role-station_keeper = ཞབས་ཞུའི་ས་ཚིགས་ཀྱི་དོ་དམ་པ
role-township_reviewer = ཤང་དང་གྲོང་རྡལ་གྱི་ཞིབ་བཤེར་པ
role-organiser = རྩ་འཛུགས་དོ་དམ་པ
role-auditor = ལྟ་སྐུལ་པ (ལྟ་བ་ཁོ་ན)
