# native-review: not yet read by a native reader

reason-evidence_missing = དཔང་རྟགས་མེད་པ
reason-wrong_training = སྦྱོང་བརྡར་ནོར་བ
reason-wrong_minutes = སྐར་མའི་གྲངས་ཀ་ནོར་བ
reason-duplicate = བསྐྱར་ཟློས
reason-late_entry = ཁ་སྐོང་ཐོ་འགོད
reason-not_present = སྐབས་དེར་ཞུགས་མེད་པ
reason-other = གཞན
