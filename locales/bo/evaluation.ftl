# native-review: not yet read by a native reader

evaluation-title = ཀྲི་པུའུའི་བརྟག་ཞིབ
evaluation-indicator = བརྟག་ཞིབ་དམིགས་ཚད
evaluation-value = སྐར་གྲངས
evaluation-weight = སྐར་གྲངས་གོང་ཚད
evaluation-manual = མིས་བཀོད་པའི་སྐར་གྲངས
evaluation-author = སྐར་གྲངས་འགོད་མཁན: { $value }
evaluation-evidence_mix = དཔང་རྟགས་ཀྱི་རིགས
evaluation-not_measured = ཚད་འཇལ་བྱས་མེད
evaluation-measured_of = ཚད་འཇལ་བྱས་པའི་སྐར་གྲངས་བསྡོམས་འབོར: { $done } / { $total }
evaluation-two_values = མི་གཉིས་ཀྱིས་སྐར་གྲངས་མི་འདྲ་བ་བཀོད་ཡོད། གཉིས་ཀ་མངོན་ཡོད། གཉིས་ཀ་མི་བརྩི།
evaluation-nobody_ranked = ཀྲི་པུའུའི་མིང་ལྟར་བསྒྲིགས་པ་ལས་ཨང་རིམ་མིན།
