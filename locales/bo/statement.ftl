# native-review: not yet read by a native reader

# The list for the wall.
statement-title = བསགས་སྐར་སྤྱི་བསྟན
statement-branch = ཀྲི་པུའུ: { $value }
statement-period = དུས་ཡུན: { $value }
statement-rules = སྒྲིག་ལམ: { $value }
statement-posted_on = སྤྱི་བསྟན་ཟླ་ཚེས: { $value }
statement-objections_until = མི་འཐད་པའི་བསམ་འཆར་འདོན་པའི་དུས་ཚད: { $value }
statement-name = མིང
statement-total = སྐར་གྲངས་བསྡོམས་འབོར
statement-before = སྔོན་གྱི་སྤྱི་བསྟན
statement-change = འགྱུར་བ
statement-late_items = ཁ་སྐོང་ཐོ་འགོད
statement-corrections = བཟོ་བཅོས
statement-concurrent_closes = དུས་ཡུན་འདིའི་རྩིས་ཐེངས་གཉིས་མཉམ་དུ་མཇུག་སྒྲིལ་འདུག་པས་གཉིས་ཀའི་ནང་དོན་འདིའི་ནང་ཡོད།
statement-incomplete = ཐོ་འགོད་ཚང་མ་ཁ་པར་འདིར་འབྱོར་བའི་སྔོན་ལ་སྐར་གྲངས་མི་སྟོན། མ་འབྱོར་བའི་གྲངས: { $count }
statement-signature_line = ཧྲུའུ་ཅིའི་མིང་རྟགས་དང་ཟླ་ཚེས
statement-nobody_ranked = རེའུ་མིག་འདི་མིང་ཐོའི་གོ་རིམ་ལྟར་བསྒྲིགས་པ་ལས་ཨང་རིམ་མིན།
