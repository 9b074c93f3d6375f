# native-review: not yet read by a native reader

demo-title = Drokpa: དྲ་བྲལ་སློབ་སྦྱོང་དང་བསགས་སྐར་གྱི་དཔེ་སྟོན
demo-intro = དྲ་རྒྱ་མེད་དུས་ཁ་པར་ནང་ཟིན་ཐོ་འགོད། དྲ་རྒྱ་མེད་དུས་ཧྲུའུ་ཅི་གཉིས་ཀྱིས་ཞིབ་བཤེར་བྱེད། དེ་རྗེས་ཆད་སླ་བའི་དྲ་རྒྱ་བརྒྱུད་ནས་མཉམ་སྡེབ་བྱེད།
demo-phones = ཁ་པར: { $count }
demo-weeks-offline = དྲ་བྲལ་གཟའ་འཁོར: { $count }
demo-claims-recorded = དྲ་བྲལ་སྐབས་ཀྱི་ཟིན་ཐོ: { $count }
demo-two-secretaries = ཧྲུའུ་ཅི་གཉིས་ཀྱིས་ཞིབ་བཤེར་བྱས་པའི་ཟིན་ཐོ: { $count }
demo-sync-count = གོམ་མཉམ་ཐེངས་གྲངས: { $count }
demo-cuts = དྲ་རྒྱ་ཆད་པའི་ཐེངས་གྲངས: { $count }
demo-bytes = ཡར་སྐྱེལ: { $up } B, ཕབ་ལེན: { $down } B
demo-standings = བསགས་སྐར་དང་སློབ་ཐུན
demo-conflicts = འགལ་ཟླ: { $count }
demo-conflict-settled = ཐག་བཅད་ཟིན་པའི་འགལ་ཟླ: { $count }
demo-conflict-open = ཐག་བཅད་མེད་པའི་འགལ་ཟླ: { $count }
demo-replicas-agree = མཇུག་འབྲས་གཅིག་མཚུངས་ཀྱི་སྒྲིག་ཆས: { $count }
demo-replicas-differ = མཇུག་འབྲས་མི་མཐུན་པའི་སྒྲིག་ཆས: { $count }
demo-app_answers = དྲ་ངོས་མཉེན་ཆས་ཁ་ཕྱེ་ཐུབ།
demo-app_failed = དྲ་ངོས་མཉེན་ཆས་ཁ་ཕྱེ་མི་ཐུབ།
demo-step_in = གློག་ཀླད་འདིའི་བལྟ་ཆས་ཀྱིས་ཤོག་ངོས་འདི་ཁ་ཕྱེས་ན་ཏང་ཡོན་ནམ་ཧྲུའུ་ཅི་ཞིག་གི་ཚོད་ལྟ་བྱེད་ཐུབ།
never-public_ranking_note = མིང་ཐོ་འདི་མིང་ཐོའི་གོ་རིམ་ལྟར་བསྒྲིགས་པ་ལས་ཨང་རིམ་མིན།
