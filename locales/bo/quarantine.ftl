# native-review: not yet read by a native reader

# What stands about records that were set aside for checking.
quarantine-waiting = ཧྲུའུ་ཅིའི་ཐག་གཅོད་ལ་སྒུག་པ
quarantine-proposed = རང་གིས་བཏོན་པ། མི་གཞན་གྱིས་གཏན་འཁེལ་བྱེད་དགོས
quarantine-adopted = བླངས་ཟིན
quarantine-refused = བླངས་མེད
quarantine-disputed = ཧྲུའུ་ཅི་ཕན་ཚུན་གྱི་ལྟ་བ་མི་འདྲ
quarantine-none = ཟུར་དུ་བཞག་ནས་ཞིབ་བཤེར་ལ་སྒུག་པའི་ཟིན་ཐོ་མེད།
quarantine-said = ཐག་བཅད་ཟིན་པའི་ཟིན་ཐོ: { $count }
quarantine-attested = དཔང་རྟགས་བྲིས་ཟིན། རང་གི་ཀྲི་པུའུས་བརྩི་བ་ཡིན།
