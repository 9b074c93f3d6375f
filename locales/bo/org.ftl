# native-review: not yet read by a native reader

sector-village = ཞིང་འབྲོག་གྲོང་ཚོ
sector-community = སྡེ་ཁུལ
sector-office = སྲིད་གཞུང་ལས་ཁུངས
sector-enterprise = ཁེ་ལས
level-province = ཞིང་ཆེན
level-prefecture = ཁུལ
level-county = རྫོང
level-city = གྲོང་ཁྱེར
level-township = ཤང་དང་གྲོང་རྡལ
level-branch = ཀྲི་པུའུ
