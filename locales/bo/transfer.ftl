# native-review: not yet read by a native reader

# What a transfer brought.
transfer-given = སྤྲད་ཟིན་པའི་ཟིན་ཐོ: { $count }
transfer-new = གསར་དུ་འབྱོར་བ: { $count }
transfer-waiting = དྲ་བར་སྦྲེལ་རྗེས་ཞིབ་བཤེར་བྱེད་རྒྱུ: { $count }
transfer-refused = བླངས་མེད: { $count }
transfer-certificates = ལག་འཁྱེར: { $count }
transfer-missing = ད་དུང་བཤེར་འབེབས་བྱེད་དགོས་པའི་རྩ་གཉིས་རྟགས་རིས: { $value }
transfer-stays = ཞབས་ཞུ་ཡོ་ཆས་ཀྱིས་གཏན་འཁེལ་མ་བྱས་བར་ཟིན་ཐོ་ཁ་པར་འདིའི་ནང་ཉར་ཚགས་བྱེད།
transfer-carried = གསར་དུ་འབྱོར་བ་རྣམས་གོམ་མཉམ་རྗེས་མའི་སྐབས་ཞབས་ཞུ་ཡོ་ཆས་ལ་སྤྲོད་རྒྱུ་ཡིན།
transfer-unchecked = ཁ་པར་གཞན་ནས་འབྱོར་ཞིང་དྲ་བར་སྦྲེལ་རྗེས་ཞིབ་བཤེར་བྱེད་རྒྱུ: { $count }
